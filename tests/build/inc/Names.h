#define TWO_NAME "two"
