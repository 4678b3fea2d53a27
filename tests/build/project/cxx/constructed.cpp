#include <wdm.h>

struct Level {
    int value;
    Level();
};
Level::Level() : value(3) {}

static Level level;

static int Go()
{
    return level.value;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
    return Go();
}
