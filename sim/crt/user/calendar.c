/*
 * Calendar time. The machine's clock is UTC and so is its zone: localtime is gmtime. Microsoft's functions share one result, as documented.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../driver/crt.h"

enum { DAY = 24 * 60 * 60 };

static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char *const long_days[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const long_months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

static int is_leap(long long year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days of 1970-01-01 before the first of that month; months count from 0. */
static long long days_before(long long year, int month)
{
    static const short before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    long long past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400 - 719162 + before[month] + (month > 1 && is_leap(year));
}

static void split(long long seconds, struct tm *tm)
{
    long long day = seconds / DAY, year = 1970 + day / 366; /* at most a few too low */
    int rest = (int)(seconds % DAY), month = 11;
    while (days_before(year + 1, 0) <= day)
        year++;
    while (days_before(year, month) > day)
        month--;
    *tm = (struct tm){.tm_sec = rest % 60, .tm_min = rest / 60 % 60, .tm_hour = rest / 3600, .tm_mday = (int)(day - days_before(year, month)) + 1, .tm_mon = month,
                      .tm_year = (int)(year - 1900), .tm_wday = (int)((day + 4) % 7), .tm_yday = (int)(day - days_before(year, 0))};
}

/* Microsoft's: nothing before 1970, nothing after 3000. */
errno_t gmtime_s(struct tm *result, const time_t *time)
{
    if (result == NULL || time == NULL || *time < 0 || *time > 32535215999)
        return errno = EINVAL;
    crt_writes(result, sizeof *result);
    split(*time, result);
    return 0;
}

errno_t localtime_s(struct tm *result, const time_t *time)
{
    return gmtime_s(result, time);
}

struct tm *gmtime(const time_t *time)
{
    static struct tm shared;
    return gmtime_s(&shared, time) == 0 ? &shared : NULL;
}

struct tm *localtime(const time_t *time)
{
    return gmtime(time);
}

/* Members out of range count on; all are put right. */
time_t mktime(struct tm *tm)
{
    long long month = tm->tm_year * 12LL + tm->tm_mon, year = 1900 + (month >= 0 ? month / 12 : -1);
    long long seconds = (days_before(year, (int)((month % 12 + 12) % 12)) + tm->tm_mday - 1) * DAY + tm->tm_hour * 3600LL + tm->tm_min * 60LL + tm->tm_sec;
    if (month < 0 || seconds < 0)
        return -1;
    crt_writes(tm, sizeof *tm);
    split(seconds, tm);
    return seconds;
}

errno_t asctime_s(char *buffer, size_t size, const struct tm *tm)
{
    if (buffer == NULL || size < 26 || tm == NULL)
        return errno = EINVAL;
    sprintf(buffer, "%.3s %.3s %02d %02d:%02d:%02d %d\n", days + 3 * tm->tm_wday, months + 3 * tm->tm_mon, tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec,
            tm->tm_year + 1900);
    return 0;
}

char *asctime(const struct tm *tm)
{
    static char shared[26];
    return asctime_s(shared, sizeof shared, tm) == 0 ? shared : NULL;
}

errno_t ctime_s(char *buffer, size_t size, const time_t *time)
{
    struct tm tm = {0};
    errno_t error = gmtime_s(&tm, time);
    return error != 0 ? error : asctime_s(buffer, size, &tm);
}

char *ctime(const time_t *time)
{
    return asctime(localtime(time));
}

/* --- strftime, in the C locale --------------------------------------------------------------------------------------- */

/* Week of the year, the first beginning with the first such weekday. */
static int week(const struct tm *tm, int first_day)
{
    return (tm->tm_yday + 7 - (tm->tm_wday + 7 - first_day) % 7) / 7;
}

static int convert(char *text, size_t size, char letter, const struct tm *tm)
{
    int hour = tm->tm_hour % 12 ? tm->tm_hour % 12 : 12, year = tm->tm_year + 1900;
    switch (letter) {
    case 'a': return _snprintf(text, size, "%.3s", days + 3 * tm->tm_wday);
    case 'A': return _snprintf(text, size, "%s", long_days[tm->tm_wday]);
    case 'b': return _snprintf(text, size, "%.3s", months + 3 * tm->tm_mon);
    case 'B': return _snprintf(text, size, "%s", long_months[tm->tm_mon]);
    case 'c': return _snprintf(text, size, "%.3s %.3s %2d %02d:%02d:%02d %d", days + 3 * tm->tm_wday, months + 3 * tm->tm_mon, tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec, year);
    case 'd': return _snprintf(text, size, "%02d", tm->tm_mday);
    case 'D':
    case 'x': return _snprintf(text, size, "%02d/%02d/%02d", tm->tm_mon + 1, tm->tm_mday, year % 100);
    case 'F': return _snprintf(text, size, "%d-%02d-%02d", year, tm->tm_mon + 1, tm->tm_mday);
    case 'H': return _snprintf(text, size, "%02d", tm->tm_hour);
    case 'I': return _snprintf(text, size, "%02d", hour);
    case 'j': return _snprintf(text, size, "%03d", tm->tm_yday + 1);
    case 'm': return _snprintf(text, size, "%02d", tm->tm_mon + 1);
    case 'M': return _snprintf(text, size, "%02d", tm->tm_min);
    case 'p': return _snprintf(text, size, "%s", tm->tm_hour < 12 ? "AM" : "PM");
    case 'S': return _snprintf(text, size, "%02d", tm->tm_sec);
    case 'T':
    case 'X': return _snprintf(text, size, "%02d:%02d:%02d", tm->tm_hour, tm->tm_min, tm->tm_sec);
    case 'U': return _snprintf(text, size, "%02d", week(tm, 0));
    case 'w': return _snprintf(text, size, "%d", tm->tm_wday);
    case 'W': return _snprintf(text, size, "%02d", week(tm, 1));
    case 'y': return _snprintf(text, size, "%02d", year % 100);
    case 'Y': return _snprintf(text, size, "%d", year);
    case 'z': return _snprintf(text, size, "+0000");
    case 'Z': return _snprintf(text, size, "UTC");
    case '%': return _snprintf(text, size, "%%");
    default: crt_invalid_parameter(); return -1;
    }
}

size_t strftime(char *buffer, size_t size, const char *format, const struct tm *tm)
{
    size_t used = 0;
    for (; *format != 0; format++) {
        int added = 1;
        if (used + 1 >= size)
            return 0;
        if (*format != '%')
            buffer[used] = *format;
        else
            added = convert(buffer + used, size - used, *++format == '#' ? *++format : *format, tm);
        if (added < 0 || used + (size_t)added >= size)
            return 0;
        used += (size_t)added;
    }
    if (size != 0)
        buffer[used] = 0;
    return used;
}
