/* What Microsoft's compiler takes of C++ and gcc and clang do not: built like any driver, it prints what the words stand for. */
#include <ntddk.h>
#include <stdio.h>

#define SAY(Text) DbgPrint("[" __FUNCTION__ "] " Text "\n")
#define WIDE(Name) L#Name

/* As before C++14: no size. */
void *__cdecl operator new(size_t size)
{
    return ExAllocatePoolWithTag(NonPagedPool, size, 'laiD');
}
void *__cdecl operator new[](size_t size)
{
    return ExAllocatePoolWithTag(NonPagedPool, size, 'laiD');
}
void __cdecl operator delete(void *block)
{
    ExFreePoolWithTag(block, 'laiD');
}
void __cdecl operator delete[](void *block)
{
    ExFreePoolWithTag(block, 'laiD');
}

namespace tools {
class Box {
public:
    Box() : value(1) {}
    ~Box() { SAY("gone"); }
    static VOID Open();
    VOID Fill(PUNICODE_STRING Text) { DbgPrint("%ws %wZ\n", __FUNCTIONW__, Text); }
    int value;
};
VOID Box::Open()
{
    SAY("open");
}
}

template <class T> struct List {
    VOID Remove(T *item) { return item; } /* nobody asks for it */
};

extern "C" {
static UNICODE_STRING Words()
{
    return RTL_CONSTANT_STRING(L"words");
}

static VOID Unload(PDRIVER_OBJECT)
{
    SAY("ends");
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING)
{
    WCHAR text[32];
    ULONG codes[] = {-1, STATUS_UNSUCCESSFUL};
    List<int> list;

    UNREFERENCED_PARAMETER(list);
    DriverObject->DriverUnload = Unload;
    tools::Box::Open();
    tools::Box *box = new tools::Box, *boxes = new tools::Box[2];
    box->Fill(&Words());
    delete box;
    delete[] boxes;
    swprintf(text, L"%d of %ws", box == NULL, WIDE(many));
    DbgPrint("%ws %x\n", text, codes[1]);
    swprintf(text, 32, L"%d", 7i64 == 7);
    DbgPrint("%ws\n", text);
    return STATUS_SUCCESS;
}
}
