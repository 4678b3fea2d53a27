/*
 * What C++ means in a driver: constant globals, virtual functions, templates, lambdas, static locals, guarded blocks that run no destructor. DriverEntry fails with
 * the number of the first rule that does not hold.
 */
#include <ntddk.h>
#include <initguid.h>
#include <new>

DEFINE_GUID(GUID_RULES, 0x12345678, 0x1234, 0x5678, 1, 2, 3, 4, 5, 6, 7, 8);

static_assert(sizeof(wchar_t) == 2 && sizeof(SIZE_T) == sizeof(size_t), "widths");

void *operator new(SIZE_T Size, POOL_TYPE Type, ULONG Tag) noexcept
{
    return ExAllocatePoolWithTag(Type, Size, Tag);
}
void operator delete(void *Block, SIZE_T) noexcept
{
    ExFreePool(Block);
}

namespace {

template <typename Type> struct same {
    template <typename Other> static constexpr bool as(Other *) { return false; }
    static constexpr bool as(Type *) { return true; }
};
static_assert(same<size_t>::as((SIZE_T *)nullptr) && same<size_t>::as((ULONG_PTR *)nullptr) && same<WCHAR>::as((wchar_t *)nullptr), "one type on Windows");

enum class Kind : ULONG { none = 0, one = 1, two = 2 };
DEFINE_ENUM_FLAG_OPERATORS(Kind)

int live;

struct Counted {
    Counted() { live++; }
    ~Counted() { live--; }
};

struct Base {
    virtual ~Base() = default;
    virtual ULONG Number() const = 0;
};

struct Seven final : Base {
    ULONG Number() const override { return 7; }
};

struct Shared {
    LONG value;
    constexpr explicit Shared(LONG Value) : value(Value) {}
};
Shared shared(5); /* constant, though it has a constructor */
const UNICODE_STRING name = RTL_CONSTANT_STRING(L"abc");
const ANSI_STRING narrow = RTL_CONSTANT_STRING("abcd");

/* An exception leaves `inner` as it is; a return does not. */
template <typename Routine> NTSTATUS Guard(Routine Body, bool Early)
{
    __try {
        Counted inner;
        if (Early)
            return STATUS_PENDING;
        Body();
    } __except (GetExceptionCode() == STATUS_DATATYPE_MISALIGNMENT ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

int CountCalls()
{
    static int calls = live + 10;
    return ++calls;
}

bool SameGuid(REFGUID Left, REFGUID Right)
{
    return Left == Right && IsEqualGUID(Left, Right);
}

ULONG FirstBroken()
{
    Base *made = new (NonPagedPoolNx, 'eluR') Seven;
    char place[sizeof(Seven)];
    WCHAR text[4];
    bool called = false;
    auto misaligned = [&called] { called = true; ExRaiseDatatypeMisalignment(); };

    if (!made || made->Number() != 7)
        return 1;
    delete made;
    if ((new (place) Seven)->Number() != 7)
        return 2;
    if (shared.value != 5 || name.Length != 6 || name.Buffer[1] != L'b' || narrow.MaximumLength != 5)
        return 3;
    if (Guard(misaligned, false) != STATUS_DATATYPE_MISALIGNMENT || !called || live != 1)
        return 4;
    if (Guard(misaligned, true) != STATUS_PENDING || live != 1)
        return 5;
    if (Guard([] {}, false) != STATUS_SUCCESS || live != 1)
        return 6;
    live = 0;
    if (CountCalls() != 11 || CountCalls() != 12)
        return 7;
    if (!SameGuid(GUID_RULES, GUID_RULES) || GUID_RULES != GUID_RULES)
        return 8;
    if (wcscpy_s(text, L"abc") != 0 || wcscpy_s(text, L"abcd") == 0 || swprintf_s(text, L"%d", 12) != 2 || text[1] != L'2')
        return 9;
    volatile decltype(0L) bare = -1; /* long: 64 bits, where the driver means 32 */
    long long wide = 5;
    if (InterlockedIncrement(&bare) != 0 || bare != 0 || InterlockedDecrement(&bare) != -1 || bare != -1 || InterlockedCompareExchange(&bare, 8, -1) != -1 || bare != 8)
        return 10;
    if (InterlockedAdd64(&wide, 7) != 12 || InterlockedExchange64(&wide, 1) != 12 || wide != 1)
        return 11;
    Kind kind = Kind::one | Kind::two;
    kind &= ~Kind::one;
    if (kind != Kind::two || (kind ^ Kind::two) != Kind::none)
        return 12;
    PKTHREAD thread = PsGetCurrentThread(); /* one type, as on Windows */
    if (KeQueryPriorityThread(thread) <= 0)
        return 13;
    return 0;
}

} // namespace

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING)
{
    ULONG broken = FirstBroken();
    DriverObject->DriverUnload = [](PDRIVER_OBJECT) {};
    if (broken)
        DbgPrint("rule %u does not hold\n", broken);
    return broken ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}
