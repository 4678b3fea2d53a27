/*
 * FormatMessage: the texts of errors that programs which install and use drivers meet, in our own words. Other errors have a
 * text that says their number.
 */
#include "win32/private.h"

#include "win32/winbase.h"

#include <stdio.h>
#include <string.h>

static const struct {
    DWORD code;
    const char *text;
} texts[] = {
    {ERROR_SUCCESS, "No error."},
    {ERROR_INVALID_FUNCTION, "The device does not know this request."},
    {ERROR_FILE_NOT_FOUND, "There is no such file or device."},
    {ERROR_PATH_NOT_FOUND, "There is no such folder."},
    {ERROR_ACCESS_DENIED, "Access is denied."},
    {ERROR_INVALID_HANDLE, "The handle is not valid."},
    {ERROR_NOT_ENOUGH_MEMORY, "There is not enough memory."},
    {ERROR_BAD_COMMAND, "The device does not understand the command."},
    {ERROR_GEN_FAILURE, "The device does not work."},
    {ERROR_SHARING_VIOLATION, "Somebody else is using it."},
    {ERROR_HANDLE_EOF, "End of file."},
    {ERROR_NOT_SUPPORTED, "The request is not supported."},
    {ERROR_FILE_EXISTS, "The file exists already."},
    {ERROR_INVALID_PARAMETER, "A parameter is wrong."},
    {ERROR_INSUFFICIENT_BUFFER, "The buffer is too small."},
    {ERROR_INVALID_NAME, "The name is not valid."},
    {ERROR_BUSY, "The device is busy."},
    {ERROR_ALREADY_EXISTS, "It exists already."},
    {ERROR_MORE_DATA, "There is more data."},
    {WAIT_TIMEOUT, "The time is over."},
    {ERROR_OPERATION_ABORTED, "The request was cancelled."},
    {ERROR_IO_INCOMPLETE, "The request is not finished."},
    {ERROR_IO_PENDING, "The request goes on."},
    {ERROR_NOACCESS, "The memory cannot be accessed."},
    {ERROR_INVALID_SERVICE_CONTROL, "The service does not take this control."},
    {ERROR_SERVICE_ALREADY_RUNNING, "The service is running already."},
    {ERROR_SERVICE_DISABLED, "The service may not be started."},
    {ERROR_SERVICE_DOES_NOT_EXIST, "There is no such service."},
    {ERROR_SERVICE_CANNOT_ACCEPT_CTRL, "The service takes no control now."},
    {ERROR_SERVICE_NOT_ACTIVE, "The service is not running."},
    {ERROR_SERVICE_MARKED_FOR_DELETE, "The service is about to be deleted."},
    {ERROR_SERVICE_EXISTS, "The service exists already."},
    {ERROR_DUPLICATE_SERVICE_NAME, "Another service has this name."},
    {ERROR_DEVICE_NOT_CONNECTED, "The device is gone."},
    {ERROR_NOT_FOUND, "Not found."},
    {ERROR_NO_SYSTEM_RESOURCES, "The system has not enough resources."},
};

static void system_text(DWORD code, char *text, size_t size)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].code == code) {
            snprintf(text, size, "%s\r\n", texts[i].text);
            return;
        }
    snprintf(text, size, "Error %u.\r\n", code);
}

/* The text in user memory: the caller's buffer, or a block of the process heap whose address the caller wants. */
static DWORD give(const struct win32_caller *caller, DWORD flags, const char *text, void *buffer, DWORD room, bool wide)
{
    size_t unit = wide ? sizeof(WCHAR) : 1, length = strlen(text);
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        win32_check(caller, buffer, sizeof(void *), true);
        void *block = win32_heap_alloc(ps_current_process(), win32_process()->heap, (length + 1 > room ? length + 1 : room) * unit);
        if (!block)
            return win32_error(ERROR_NOT_ENOUGH_MEMORY), 0;
        *(void **)buffer = block;
        buffer = block;
        room = (DWORD)length + 1;
    }
    if (length >= room)
        return win32_error(ERROR_INSUFFICIENT_BUFFER), 0;
    return wide ? win32_give_w(caller, text, buffer, room) : win32_give_a(caller, text, buffer, room);
}

static DWORD format(const struct win32_caller *caller, DWORD flags, DWORD code, void *buffer, DWORD room, bool wide)
{
    char text[256];
    if (flags & (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE) && !(flags & FORMAT_MESSAGE_FROM_SYSTEM))
        win32_not_modelled(caller, "FormatMessage from a string or a module");
    system_text(code, text, sizeof text);
    return give(caller, flags, text, buffer, room, wide);
}

DWORD FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize, __builtin_va_list *Arguments)
{
    WIN32_ENTER();
    (void)lpSource, (void)dwLanguageId, (void)Arguments;
    return format(&caller, dwFlags, dwMessageId, lpBuffer, nSize, false);
}

DWORD FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize, __builtin_va_list *Arguments)
{
    WIN32_ENTER();
    (void)lpSource, (void)dwLanguageId, (void)Arguments;
    return format(&caller, dwFlags, dwMessageId, lpBuffer, nSize, true);
}
