#include <wdm.h>

namespace tools {
struct Box {
    int Open();
};
}

static int Go()
{
    tools::Box box;
    return box.Open();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
    return Go();
}
