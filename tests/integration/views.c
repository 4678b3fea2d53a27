/*
 * Every view on a run that has something for it to show, at the end or at a moment of it; and a run that is looked at is the same run.
 */
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct ntsim_report *run(const char *id, const char *view, const char *at)
{
    const char *error = "", *const views[] = {view, NULL};
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    struct ntsim_report *report;
    if (!scenario)
        fail_msg("%s", error);
    if (ntsim_run(scenario, &(struct ntsim_options){.views = view ? views : NULL, .view_at = at}, &report) != 0)
        fail_msg("%s %s: %s", id, view, ntsim_error());
    return report;
}

static char *text_of(const struct ntsim_report *report, const char *view)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(ntsim_report_view(report, view, out), 0);
    fclose(out);
    return text;
}

struct row {
    const char *id, *view, *at;
    const char *fields[6];
};

static const struct row rows[] = {
    {"u01_handle_left_open", "!drvobj echo 7", NULL, {"\\Driver\\echo", "unload pending", "Device Object list:", "[0e] IRP_MJ_DEVICE_CONTROL", "echo!EchoDeviceControl (echo.c:"}},
    {"u01_handle_left_open", "!devobj \\Device\\Echo", NULL, {"RefCount 1", "DOE_UNLOAD_PENDING", "Created by echo!DriverEntry"}},
    {"u01_handle_left_open", "!devstack V1", NULL, {"!DevObj", "> 0x", "\\Driver\\echo"}},
    {"u01_handle_left_open", "!devhandles Echo", NULL, {"Image: u01_handle_left_open", "opened by u01_handle_left_open!talk", "1 handle on \\Device\\Echo"}},
    {"u01_handle_left_open", "!handle 4 2 u01_handle_left_open", NULL, {"GrantedAccess:", "HandleCount: 1", "File F1"}},
    {"u01_handle_left_open", "!analyze -v", NULL, {"There was no bug check", "open handle \\Device\\Echo", "PROBABLE_CAUSE: driver echo cannot leave: open handle"}},
    {"u08_device_reference_leaked", "!object \\Device\\StackTop", NULL, {"Device", "PointerCount: 1", "Held by: driver 1"}},
    {"u08_device_reference_leaked", "!obtrace \\Device\\StackTop", NULL, {"References without a dereference: 1", "device_reference_leaked!", "unmatched", "with "}},
    {"u08_device_reference_leaked", "!analyze", NULL, {"leaked reference", "taken in device_reference_leaked!"}},
    {"u16_timer_left_set", "!timer", "IMAGE_FREE", {"T1", "+0x", "image gone: timer_left_set!AlarmDpc", "armed by timer_left_set!SetAlarm", "1 of them will call an image that is gone"}},
    {"u16_timer_left_set", "!timer", "0.01", {"timer_left_set!AlarmDpc", "Total timers:"}},
    {"u16_timer_left_set", "!analyze -v", NULL,
     {"Bugcheck Analysis", "(d4)", "SYMBOL_NAME: timer_left_set!AlarmDpc", "ARMED_BY: timer_left_set!SetAlarm (timer_left_set.c:", "OBJECT: timer T1", "PROBABLE_CAUSE: a timer that"}},
    {"u16_timer_left_set", "!irql", "BUGCHECK", {"processor 0x1 -- 2 (DISPATCH_LEVEL)"}},
    {"u16_timer_left_set", "!drvobj timer_left_set", NULL, {"no driver object for \\Driver\\timer_left_set any more", "image gone at"}},
    {"u20_dpc_left_queued", "!dpcs", "DPC_QUEUE", {"1 DPC queued", "Normal", "dpc_left_queued!"}},
    {"u20_dpc_left_queued", "!pool P1", NULL, {"Nonpaged pool", "*0x"}},
    {"u26_thread_left_running", "!stacks thread_left_running", "UNLOAD", {"Blocked", "thread_left_running!", "waits for", "created by thread_left_running!"}},
    {"u26_thread_left_running", "!running -i -t", "DPC_RUN", {"System Processors:", "Idle Processors:"}},
    {"edu_factorial", "!idt -a", "INTERRUPT", {"edu!EduIsr", "KINTERRUPT", "connected by edu!EduConnect"}},
    {"edu_factorial", "!pci -v", "INTERRUPT", {"PCI Segment 0 Bus 0", "1234:11e8", "BAR0: memory", "IntPin: INTA#"}},
    {"edu_factorial", "!irpfind -v", "INTERRUPT", {"\\Driver\\edu", "1 IRP", "allocated by"}},
    {"edu_factorial", "!irp I2", "INTERRUPT", {">[DEVICE_CONTROL(e)", "\\Driver\\edu", "Args:", "pending"}},
    {"edu_factorial", "!poolused", "INTERRUPT", {"TOTAL", "nt (the system)"}},
    {"edu_factorial", "!locks", NULL, {"total locks"}},
};

static void every_view_shows_its_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ntsim_report *report = run(rows[i].id, rows[i].view, rows[i].at);
        char *text = text_of(report, rows[i].view);
        for (size_t k = 0; k < 6 && rows[i].fields[k]; k++)
            if (!strstr(text, rows[i].fields[k]))
                fail_msg("%s --view '%s' --at %s does not show \"%s\":\n%s", rows[i].id, rows[i].view, rows[i].at ? rows[i].at : "the end", rows[i].fields[k], text);
        free(text);
        ntsim_report_free(report);
    }
}

static void a_run_that_is_looked_at_is_the_same_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ntsim_report *plain = run(rows[i].id, NULL, NULL), *seen = run(rows[i].id, rows[i].view, rows[i].at);
        if (ntsim_report_trace_hash(plain) != ntsim_report_trace_hash(seen))
            fail_msg("%s runs otherwise when %s is shown", rows[i].id, rows[i].view);
        ntsim_report_free(plain);
        ntsim_report_free(seen);
    }
}

static void expect_refused(const char *view, const char *at, const char *why)
{
    const char *error, *const views[] = {view, NULL};
    const struct ntsim_scenario *scenario = ntsim_scenario_find("u01_handle_left_open", NULL, &error);
    struct ntsim_report *report;
    assert_non_null(scenario);
    assert_int_equal(ntsim_run(scenario, &(struct ntsim_options){.views = views, .view_at = at}, &report), 2);
    assert_null(report);
    if (!strstr(ntsim_error(), why))
        fail_msg("\"%s\" does not say \"%s\"", ntsim_error(), why);
}

static void what_cannot_be_shown_is_bad_input(void **state)
{
    (void)state;
    expect_refused("!nothing", NULL, "there is no view !nothing");
    expect_refused("!drvobj", NULL, "!drvobj needs an argument");
    expect_refused("!drvobj nobody", NULL, "there is no \\Driver\\nobody");
    expect_refused("!timer", "-1", "it is no time in seconds");
    expect_refused("!timer", "SOON", "and no event");
    expect_refused(NULL, "0.5", "but no view");
}

static void a_moment_that_never_comes_is_said(void **state)
{
    (void)state;
    struct ntsim_report *report = run("echo", "!timer", "BUGCHECK");
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ntsim_report_print(report, out);
    fclose(out);
    assert_non_null(strstr(text, "--- !timer (at the end, for BUGCHECK never came,"));
    assert_int_equal(ntsim_report_view(report, "!dpcs", stdout), 2);
    free(text);
    ntsim_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_view_shows_its_fields), cmocka_unit_test(a_run_that_is_looked_at_is_the_same_run),
                                       cmocka_unit_test(what_cannot_be_shown_is_bad_input), cmocka_unit_test(a_moment_that_never_comes_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
