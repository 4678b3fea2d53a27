#define TELL(Format, ...) DbgPrint("[" __FUNCTION__ "] " Format "\n", __VA_ARGS__)
