/*
 * Routines of a driver for the tests of exceptions, faults and vanished images; each is called by name, one in a machine. What a case returns is what the
 * test expects: small numbers, digits in order of what happened.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;

static ULONG digits;

static void note(ULONG digit)
{
    digits = digits * 10 + digit;
}

static volatile LONG *null_pointer;

static void touch_null(void)
{
    *null_pointer = 1;
}

ULONG handled(void)
{
    __try {
        note(1);
        touch_null();
        note(2);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(GetExceptionCode() == STATUS_ACCESS_VIOLATION ? 3 : 4);
    }
    return digits;
}

ULONG handled_in_the_same_function(void)
{
    __try {
        *null_pointer = 1;
    } __except (GetExceptionInformation()->ExceptionRecord->ExceptionInformation[0] == 1 ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
        note(1);
    }
    return digits;
}

ULONG raise_by_name(void)
{
    __try {
        ExRaiseAccessViolation();
    } __except (GetExceptionCode() == STATUS_ACCESS_VIOLATION ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
        note(1);
    }
    __try {
        ExRaiseDatatypeMisalignment();
    } __except (GetExceptionCode() == STATUS_DATATYPE_MISALIGNMENT ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
        note(2);
    }
    return digits;
}

VOID raise_access_violation_unhandled(void)
{
    ExRaiseAccessViolation();
}

VOID raise_misalignment_unhandled(void)
{
    ExRaiseDatatypeMisalignment();
}

ULONG no_exception(void)
{
    __try {
        note(1);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(2);
    }
    return digits;
}

ULONG break_out_of_a_switch_from_a_handler(void)
{
    switch (digits) {
    case 0:
        __try {
            touch_null();
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            note(1);
            break;
        }
        note(2);
        break;
    default:
        note(3);
    }
    note(4);
    return digits;
}

ULONG a_local_is_read_right(void)
{
    ULONG local = 1;
    __try {
        local = 7;
        touch_null();
        local = 2;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(local);
    }
    return digits;
}

ULONG nested(void)
{
    __try {
        __try {
            touch_null();
        } __except (EXCEPTION_CONTINUE_SEARCH) {
            note(1);
        }
        note(2);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(3);
        __try {
            ExRaiseStatus(STATUS_CANCELLED);
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            note(GetExceptionCode() == STATUS_CANCELLED ? 4 : 5);
        }
    }
    return digits;
}

ULONG raise_in_a_handler(void)
{
    __try {
        __try {
            touch_null();
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            note(1);
            ExRaiseStatus(STATUS_CANCELLED);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(GetExceptionCode() == STATUS_CANCELLED ? 2 : 3);
    }
    return digits;
}

ULONG leave_a_block(void)
{
    __try {
        for (;;) {
            note(1);
            __leave;
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(2);
    }
    note(3);
    return digits;
}

ULONG finally_runs(void)
{
    __try {
        note(1);
    } __finally {
        note(AbnormalTermination() ? 8 : 2);
    }
    __try {
        note(3);
        __leave;
    } __finally {
        note(AbnormalTermination() ? 8 : 4);
    }
    return digits;
}

ULONG finally_raises_again(void)
{
    __try {
        __try {
            touch_null();
        } __finally {
            note(AbnormalTermination() ? 1 : 8);
        }
        note(9);
    } __except (GetExceptionCode() == STATUS_ACCESS_VIOLATION ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
        note(2);
    }
    return digits;
}

static LONG continue_until(ULONG times, ULONG last_code)
{
    if (GetExceptionCode() != last_code || digits < times)
        return digits++, EXCEPTION_CONTINUE_EXECUTION;
    return EXCEPTION_EXECUTE_HANDLER;
}

/* A raised status is not continued: the next exception says so. */
ULONG continue_after_a_raised_status(void)
{
    __try {
        ExRaiseStatus(STATUS_DEVICE_BUSY);
        note(9);
    } __except (continue_until(0, (ULONG)STATUS_NONCONTINUABLE_EXCEPTION)) {
        note(5);
    }
    return digits;
}

/* The fault comes again as often as it is continued, and the handler runs once. */
ULONG continue_after_a_fault(void)
{
    __try {
        touch_null();
        note(9);
    } __except (continue_until(7, (ULONG)STATUS_ACCESS_VIOLATION)) {
        note(5);
    }
    return digits;
}

ULONG continue_a_fault_for_ever(void)
{
    __try {
        touch_null();
    } __except (EXCEPTION_CONTINUE_EXECUTION) {
        note(9);
    }
    return digits;
}

ULONG continue_a_raise_for_ever(void)
{
    __try {
        ExRaiseStatus(STATUS_DEVICE_BUSY);
    } __except (EXCEPTION_CONTINUE_EXECUTION) {
        note(9);
    }
    return digits;
}

/* What list routines end in: the entry was removed before. */
ULONG remove_twice(void)
{
    LIST_ENTRY head, first, second;
    InitializeListHead(&head);
    InsertTailList(&head, &first);
    InsertTailList(&head, &second);
    RemoveEntryList(&first);
    RemoveEntryList(&first);
    return digits;
}

static void return_out(void)
{
    __try {
        note(1);
        if (digits)
            return;
    } __finally {
        note(2);
    }
}

ULONG return_out_of_finally(void)
{
    return_out();
    __try {
        note(3);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(4);
    }
    return digits;
}

ULONG stale_after_break(void)
{
    for (;;) {
        __try {
            note(1);
            break;
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            note(8);
        }
    }
    touch_null();
    return digits;
}

ULONG stale_after_goto(void)
{
    __try {
        note(1);
        goto out;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(8);
    }
out:
    touch_null();
    return digits;
}

static ULONG return_from_block(void)
{
    __try {
        return 1;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(8);
    }
    return 2;
}

ULONG stale_after_return(void)
{
    note(return_from_block());
    touch_null();
    return digits;
}

ULONG outer_block_after_stale_ones(void)
{
    __try {
        note(return_from_block());
        for (int i = 0; i < 3; i++) {
            __try {
                continue;
            } __except (EXCEPTION_EXECUTE_HANDLER) {
                note(8);
            }
        }
        touch_null();
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(2);
    }
    return digits;
}

ULONG raised_status(void)
{
    __try {
        ExRaiseStatus(STATUS_DEVICE_BUSY);
    } __except (GetExceptionCode() == STATUS_DEVICE_BUSY ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
        note(1);
    }
    return digits;
}

ULONG raised_unhandled(void)
{
    ExRaiseStatus(STATUS_DEVICE_BUSY);
    return 0;
}

ULONG null_unhandled(void)
{
    touch_null();
    return 0;
}

ULONG null_at_dispatch(void)
{
    __try {
        KeRaiseIrqlToDpcLevel();
        touch_null();
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(8);
    }
    return digits;
}

ULONG kernel_address(void)
{
    __try {
        *(volatile LONG *)(ULONG_PTR)0xFFFFF80000001000ull = 1;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(8);
    }
    return digits;
}

static volatile LONG zero;

ULONG divide_handled(void)
{
    __try {
        note((ULONG)(7 / zero));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(GetExceptionCode() == (ULONG)STATUS_INTEGER_DIVIDE_BY_ZERO ? 1 : 2);
    }
    return digits;
}

ULONG divide_unhandled(void)
{
    return (ULONG)(7 / zero);
}

ULONG divide_at_dispatch(void)
{
    KeRaiseIrqlToDpcLevel();
    return (ULONG)(7 / zero);
}

static ULONG deeper(ULONG depth)
{
    volatile UCHAR frame[512];
    frame[depth % sizeof frame] = 1;
    return depth < 100000 ? deeper(depth + 1) + frame[0] : 0;
}

ULONG overflow(void)
{
    return deeper(0);
}

ULONG loop(void)
{
    for (;;)
        ;
}

typedef ULONG routine(void);

ULONG wild_jump(void)
{
    return ((routine *)(ULONG_PTR)0x1234)();
}

ULONG count_calls(void)
{
    note(1);
    return digits;
}

static KTIMER timer;
static KDPC dpc;

static void expired(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    note(1);
}

ULONG arm_timer(void)
{
    LARGE_INTEGER due;
    due.QuadPart = -1000;
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, expired, NULL);
    KeSetTimer(&timer, due, &dpc);
    return 0;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;
}
