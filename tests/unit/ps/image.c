/* Claims about routines that hear of images. WDK: PsSetLoadImageNotifyRoutine, PsRemoveLoadImageNotifyRoutine. */
#include "../ob/test.h"

static unsigned heard;
static HANDLE process_id;
static ULONG system_mode;
static WCHAR name[64];

static VOID on_image(PUNICODE_STRING image, HANDLE process, PIMAGE_INFO info)
{
    heard++;
    process_id = process;
    system_mode = info->SystemModeImage;
    claim(info->ImageBase == (PVOID)0x5000 && info->ImageSize == 0x2000 && info->ImageAddressingMode == IMAGE_ADDRESSING_MODE_32BIT);
    claim(image->Length < sizeof name);
    memcpy(name, image->Buffer, image->Length);
    name[image->Length / sizeof(WCHAR)] = 0;
}

static void load_two(void)
{
    heard = 0;
    claim(PsSetLoadImageNotifyRoutine(on_image) == STATUS_SUCCESS);
    ps_notify_image("\\SystemRoot\\a.sys", NULL, 0x5000, 0x2000);
    claim(heard == 1 && process_id == NULL && system_mode == 1 && is_wide(name, L"\\SystemRoot\\a.sys"));
    ps_notify_image("b.exe", ps_system_process(), 0x5000, 0x2000);
    claim(heard == 2 && process_id == (HANDLE)4 && system_mode == 0 && is_wide(name, L"b.exe"));
    claim(PsRemoveLoadImageNotifyRoutine(on_image) == STATUS_SUCCESS);
    claim(PsRemoveLoadImageNotifyRoutine(on_image) == STATUS_PROCEDURE_NOT_FOUND);
    ps_notify_image("c.exe", NULL, 0x5000, 0x2000);
    claim(heard == 2);
}

static void a_routine_hears_of_drivers_and_programs_until_it_is_taken_back(void **state)
{
    (void)state;
    run_body(load_two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_routine_hears_of_drivers_and_programs_until_it_is_taken_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
