/*
 * Claim: __try/__except/__finally/__leave may be nested in every statement that C has, with break, continue, goto and
 * return reaching the driver's own loops and switches. Compiled only: the running side is tested with sim/ke/seh.c.
 */
#include <ntddk.h>

NTSTATUS break_from_handler_leaves_switch(int selector, volatile int *cell);
NTSTATUS break_from_block_leaves_loop(int count, volatile int *cell);
NTSTATUS continue_in_block_reaches_loop(int count, volatile int *cell);
NTSTATUS nested_try_has_two_frames(volatile int *cell);
NTSTATUS return_from_block(volatile int *cell);
NTSTATUS leave_skips_rest_of_block(volatile int *cell);
NTSTATUS finally_runs_after_block(volatile int *cell);
NTSTATUS finally_inside_except(volatile int *cell);
NTSTATUS goto_leaves_block(volatile int *cell);
NTSTATUS try_inside_handler(volatile int *cell);
NTSTATUS lower_case_spelling(volatile int *cell);

static int filter(ULONG code, PEXCEPTION_POINTERS pointers)
{
    if (code != (ULONG)STATUS_ACCESS_VIOLATION || pointers->ExceptionRecord->NumberParameters < 2)
        return EXCEPTION_CONTINUE_SEARCH;
    return EXCEPTION_EXECUTE_HANDLER;
}

NTSTATUS break_from_handler_leaves_switch(int selector, volatile int *cell)
{
    NTSTATUS status = STATUS_SUCCESS;

    switch (selector) {
    case 1:
        __try {
            *cell = 1;
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            status = (NTSTATUS)GetExceptionCode();
            break;
        }
        status = STATUS_PENDING;
        break;
    default:
        status = STATUS_INVALID_PARAMETER;
        break;
    }
    return status;
}

NTSTATUS break_from_block_leaves_loop(int count, volatile int *cell)
{
    while (count-- > 0) {
        __try {
            if (*cell == count)
                break;
        } __except (filter(GetExceptionCode(), GetExceptionInformation())) {
            return STATUS_ACCESS_VIOLATION;
        }
    }
    return count < 0 ? STATUS_NOT_FOUND : STATUS_SUCCESS;
}

NTSTATUS continue_in_block_reaches_loop(int count, volatile int *cell)
{
    for (int i = 0; i < count; i++) {
        __try {
            if (*cell == i)
                continue;
            *cell = i;
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            continue;
        }
    }
    return STATUS_SUCCESS;
}

NTSTATUS nested_try_has_two_frames(volatile int *cell)
{
    __try {
        __try {
            *cell = 1;
        } __except (EXCEPTION_CONTINUE_SEARCH) {
            *cell = 2;
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return (NTSTATUS)GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

NTSTATUS return_from_block(volatile int *cell)
{
    __try {
        ProbeForRead(cell, sizeof(*cell), sizeof(int));
        if (*cell)
            return *cell;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return (NTSTATUS)GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

NTSTATUS leave_skips_rest_of_block(volatile int *cell)
{
    NTSTATUS status = STATUS_UNSUCCESSFUL;

    __try {
        for (;;) {
            switch (*cell) {
            case 0:
                __leave;
            default:
                *cell -= 1;
            }
        }
    } __finally {
        status = STATUS_SUCCESS;
    }
    return status;
}

NTSTATUS finally_runs_after_block(volatile int *cell)
{
    __try {
        ExRaiseStatus(STATUS_UNSUCCESSFUL);
    } __finally {
        *cell = AbnormalTermination() ? 1 : 2;
    }
    return STATUS_SUCCESS;
}

NTSTATUS finally_inside_except(volatile int *cell)
{
    __try {
        __try {
            *cell = 1;
        } __finally {
            *cell = 2;
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        *cell = 3;
    }
    return STATUS_SUCCESS;
}

NTSTATUS goto_leaves_block(volatile int *cell)
{
    __try {
        if (*cell)
            goto done;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        goto failed;
    }
done:
    return STATUS_SUCCESS;
failed:
    return STATUS_UNSUCCESSFUL;
}

NTSTATUS try_inside_handler(volatile int *cell)
{
    __try {
        *cell = 1;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        __try {
            *cell = 2;
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            return STATUS_ACCESS_VIOLATION;
        }
    }
    return STATUS_SUCCESS;
}

/* clang-format off */
NTSTATUS lower_case_spelling(volatile int *cell)
{
    try {
        try {
            if (*cell)
                leave;
        } finally {
            *cell = 0;
        }
    } except (EXCEPTION_EXECUTE_HANDLER) {
        return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}
