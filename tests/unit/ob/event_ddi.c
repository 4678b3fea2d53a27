/* Claims about events with handles and names. WDK: ZwCreateEvent, ZwSetEvent, ZwWaitForSingleObject, IoCreateSynchronizationEvent, ... */
#include "test.h"

static LARGE_INTEGER now = {.QuadPart = 0};

static NTSTATUS create(const WCHAR *path, ULONG more, EVENT_TYPE type, BOOLEAN state, HANDLE *handle)
{
    UNICODE_STRING name = wide(path ? path : L"");
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, path ? &name : NULL, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE | more, NULL, NULL);
    return ZwCreateEvent(handle, EVENT_ALL_ACCESS, &attributes, type, state);
}

static void by_handle(void)
{
    HANDLE event;
    LONG before = 7;
    claim(create(NULL, 0, SynchronizationEvent, FALSE, &event) == STATUS_SUCCESS && ObIsKernelHandle(event));
    claim(ZwWaitForSingleObject(event, FALSE, &now) == STATUS_TIMEOUT);
    claim(ZwSetEvent(event, &before) == STATUS_SUCCESS && before == 0);
    claim(ZwWaitForSingleObject(event, FALSE, &now) == STATUS_SUCCESS);
    claim(ZwWaitForSingleObject(event, FALSE, &now) == STATUS_TIMEOUT); /* the wait took it */
    claim(ZwSetEvent(event, NULL) == STATUS_SUCCESS && ZwResetEvent(event, &before) == STATUS_SUCCESS && before != 0);
    claim(ZwSetEvent(event, NULL) == STATUS_SUCCESS && ZwClearEvent(event) == STATUS_SUCCESS);
    claim(ZwWaitForSingleObject(event, FALSE, &now) == STATUS_TIMEOUT);
    claim(ZwClose(event) == STATUS_SUCCESS && ZwSetEvent(event, NULL) == STATUS_INVALID_HANDLE);
}

static void an_event_is_set_and_waited_for_by_its_handle(void **state)
{
    (void)state;
    run_body(by_handle);
}

static void by_name(void)
{
    HANDLE first, second;
    UNICODE_STRING name = wide(L"\\BaseNamedObjects\\Bell");
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    claim(ZwOpenEvent(&second, EVENT_ALL_ACCESS, &attributes) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(create(L"\\BaseNamedObjects\\Bell", 0, NotificationEvent, FALSE, &first) == STATUS_SUCCESS);
    claim(create(L"\\BaseNamedObjects\\Bell", 0, NotificationEvent, FALSE, &second) == STATUS_OBJECT_NAME_COLLISION);
    claim(create(L"\\BaseNamedObjects\\Bell", OBJ_OPENIF, NotificationEvent, FALSE, &second) == STATUS_OBJECT_NAME_EXISTS);
    claim(ZwSetEvent(second, NULL) == STATUS_SUCCESS && ZwClose(second) == STATUS_SUCCESS);
    claim(ZwOpenEvent(&second, EVENT_ALL_ACCESS, &attributes) == STATUS_SUCCESS);
    claim(ZwWaitForSingleObject(second, FALSE, &now) == STATUS_SUCCESS && ZwWaitForSingleObject(first, FALSE, &now) == STATUS_SUCCESS);
    claim(ZwClose(first) == STATUS_SUCCESS && ZwClose(second) == STATUS_SUCCESS);
    claim(ZwOpenEvent(&second, EVENT_ALL_ACCESS, &attributes) == STATUS_OBJECT_NAME_NOT_FOUND); /* the name went with the last handle */
}

static void an_event_is_shared_by_its_name(void **state)
{
    (void)state;
    run_body(by_name);
}

static void io_events(void)
{
    HANDLE handle, again;
    UNICODE_STRING name = wide(L"\\BaseNamedObjects\\Gong"), other = wide(L"\\BaseNamedObjects\\Bell");
    PKEVENT event = IoCreateSynchronizationEvent(&name, &handle);
    claim(event && KeReadStateEvent(event) != 0 && event->Header.Type == SynchronizationEvent);
    claim(IoCreateSynchronizationEvent(&name, &again) == event && again != handle);
    claim(ZwClose(again) == STATUS_SUCCESS && ZwClose(handle) == STATUS_SUCCESS);
    event = IoCreateNotificationEvent(&other, &handle);
    claim(event && KeReadStateEvent(event) != 0 && event->Header.Type == NotificationEvent && ZwClose(handle) == STATUS_SUCCESS);
    UNICODE_STRING taken = wide(L"\\Device");
    claim(IoCreateNotificationEvent(&taken, &handle) == NULL);
}

static void events_of_the_io_manager_are_signalled_when_new_and_found_when_not(void **state)
{
    (void)state;
    run_body(io_events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_set_and_waited_for_by_its_handle),
        cmocka_unit_test(an_event_is_shared_by_its_name),
        cmocka_unit_test(events_of_the_io_manager_are_signalled_when_new_and_found_when_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
