/*
 * Calendar time, and what a program asks its surroundings.
 */
#include "under_test.h"

#include "../../../include/win32/crt/errno.h"
#include "../../../include/win32/crt/locale.h"
#include "../../../include/win32/crt/signal.h"
#include "../../../include/win32/crt/stdlib.h"
#include "../../../include/win32/crt/string.h"
#include "../../../include/win32/crt/time.h"

static int reset(void **state)
{
    (void)state;
    imports_reset();
    return 0;
}

static void known_moments_have_their_dates(void **state)
{
    static const struct {
        time_t time;
        const char *text;
        int day_of_year;
    } known[] = {
        {0, "Thu Jan 01 00:00:00 1970\n", 0},
        {951782399, "Mon Feb 28 23:59:59 2000\n", 58},
        {951782400, "Tue Feb 29 00:00:00 2000\n", 59},
        {951868800, "Wed Mar 01 00:00:00 2000\n", 60},
        {1234567890, "Fri Feb 13 23:31:30 2009\n", 43},
        {4107542400, "Mon Mar 01 00:00:00 2100\n", 59}, /* no leap year */
        {32535215999, "Wed Dec 31 23:59:59 3000\n", 364},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(known); i++) {
        assert_string_equal(ctime(&known[i].time), known[i].text);
        assert_int_equal(localtime(&known[i].time)->tm_yday, known[i].day_of_year);
    }
}

static void every_day_follows_the_one_before(void **state)
{
    struct tm before = {.tm_mday = 31, .tm_mon = 11, .tm_year = 69, .tm_wday = 3}, now;
    (void)state;
    for (time_t time = 0; time < 250LL * 366 * 86400; before = now, time += 86400) {
        assert_int_equal(gmtime_s(&now, &time), 0);
        assert_int_equal(now.tm_wday, (before.tm_wday + 1) % 7);
        assert_true(now.tm_mday == before.tm_mday + 1 || (now.tm_mday == 1 && now.tm_mon == (before.tm_mon + 1) % 12 && before.tm_mday >= 28));
        struct tm copy = now;
        assert_true(mktime(&copy) == time);
    }
}

static void members_out_of_range_are_put_right(void **state)
{
    struct tm tm = {.tm_mday = 31 + 29, .tm_mon = 12, .tm_year = 99, .tm_hour = 25, .tm_min = -1};
    (void)state;
    assert_true(mktime(&tm) == 951782400 + 25 * 3600 - 60);
    assert_true(tm.tm_mday == 1 && tm.tm_mon == 2 && tm.tm_year == 100 && tm.tm_hour == 0 && tm.tm_min == 59 && tm.tm_wday == 3);
}

static void what_has_no_date_is_refused(void **state)
{
    time_t before = -1, after = 32535216000;
    struct tm tm = {.tm_year = 69, .tm_mon = 11, .tm_mday = 31};
    char text[26];
    (void)state;
    assert_null(gmtime(&before));
    assert_int_equal(errno, EINVAL);
    assert_null(localtime(&after));
    assert_int_equal(localtime_s(&tm, NULL), EINVAL);
    assert_true(mktime(&tm) == -1);
    assert_int_equal(ctime_s(text, 25, &before), EINVAL);
}

static void formats_are_the_c_locales(void **state)
{
    time_t time = 1234567890;
    char text[200];
    (void)state;
    assert_int_equal(strftime(text, sizeof text, "%a %A %b %B|%c|%d %H %I %j %m %M %p %S|%U %w %W|%x %X %y %Y %Z %%|%F %T %#d", gmtime(&time)), 136);
    assert_string_equal(text, "Fri Friday Feb February|Fri Feb 13 23:31:30 2009|13 23 11 044 02 31 PM 30|06 5 06|02/13/09 23:31:30 09 2009 UTC %|2009-02-13 23:31:30 13");
    assert_int_equal(strftime(text, 5, "%Y", gmtime(&time)), 4);
    assert_int_equal(strftime(text, 4, "%Y", gmtime(&time)), 0);
}

static int heard;
static void on_signal(int number)
{
    heard += number;
}

static void a_handler_hears_one_signal(void **state)
{
    (void)state;
    assert_true(signal(SIGINT, on_signal) == SIG_DFL);
    assert_int_equal(raise(SIGINT), 0);
    assert_int_equal(heard, SIGINT);
    assert_true(signal(SIGINT, SIG_IGN) == SIG_DFL); /* it was taken away before it was called */
    assert_int_equal(raise(SIGINT), 0);
    assert_int_equal(heard, SIGINT);
    assert_true(signal(3, on_signal) == SIG_ERR);
    assert_int_equal(raise(99), -1);
    if (setjmp(imports.ended) == 0)
        raise(SIGTERM);
    assert_int_equal(imports.status, 3);
}

static void there_is_one_locale_and_no_environment(void **state)
{
    size_t needed = 7;
    char text[4] = "x";
    (void)state;
    assert_string_equal(setlocale(LC_ALL, ""), "C");
    assert_string_equal(setlocale(LC_CTYPE, NULL), "C");
    assert_null(setlocale(LC_ALL, "German"));
    assert_null(setlocale(77, "C"));
    assert_null(getenv("PATH"));
    assert_int_equal(getenv_s(&needed, text, sizeof text, "PATH"), 0);
    assert_int_equal(needed, 0);
    assert_string_equal(text, "");
}

static void bytes_become_characters_and_back(void **state)
{
    wchar_t wide[8];
    char text[8];
    size_t count = 0;
    (void)state;
    assert_int_equal(mbstowcs(NULL, "gr\xFC" "n", 0), 4);
    assert_int_equal(mbstowcs(wide, "gr\xFC" "n", 8), 4);
    assert_true(wide[2] == 0xFC && wide[4] == 0);
    assert_int_equal(wcstombs(text, wide, 8), 4);
    assert_string_equal(text, "gr\xFC" "n");
    wide[1] = 0x20AC;
    assert_int_equal(wcstombs(text, wide, 8), (size_t)-1);
    assert_int_equal(errno, EILSEQ);
    assert_int_equal(mbstowcs_s(&count, wide, 8, "1234567", _TRUNCATE), 0);
    assert_int_equal(count, 8);
    assert_int_equal(wcstombs_s(&count, text, 4, wide, _TRUNCATE), 0);
    assert_string_equal(text, "123");
    assert_int_equal(count, 4);
    if (setjmp(imports.ended) == 0)
        wcstombs_s(&count, text, 4, wide, 7);
    assert_int_equal(imports.status, 0xC0000417);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(known_moments_have_their_dates, reset),
        cmocka_unit_test_setup(every_day_follows_the_one_before, reset),
        cmocka_unit_test_setup(members_out_of_range_are_put_right, reset),
        cmocka_unit_test_setup(what_has_no_date_is_refused, reset),
        cmocka_unit_test_setup(formats_are_the_c_locales, reset),
        cmocka_unit_test_setup(a_handler_hears_one_signal, reset),
        cmocka_unit_test_setup(there_is_one_locale_and_no_environment, reset),
        cmocka_unit_test_setup(bytes_become_characters_and_back, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
