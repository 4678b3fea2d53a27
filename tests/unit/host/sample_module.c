/* A module for the tests of the host layer. Built like any module, without hooks; see the head of module.c. */
#define EXPORTED __attribute__((visibility("default")))

static int counter = 7;
static int blank[5000];

static int add_one(int value)
{
    return value + 1; /* line 9: symbols.c knows this number */
}

EXPORTED int sample_next(void)
{
    counter = add_one(counter);
    blank[4999] = counter;
    return counter;
}

EXPORTED int *sample_counter(void)
{
    return &counter;
}

EXPORTED int sample_divide(int number, int by)
{
    return number / by;
}
