/*
 * Calendar arithmetic: 100 ns since 1601-01-01, proleptic Gregorian. The simulated machine's local time is UTC.
 */
#include "rtl/rtl.h"

#define TICKS_PER_MILLISECOND 10000
#define TICKS_PER_SECOND 10000000
#define SECONDS_PER_DAY 86400

/* Days since 1601-01-01 of March 1 of a year counted from March: leap days come last, so months need no table. */
static int64_t days_before_march(int64_t year)
{
    return year * 365 + year / 4 - year / 100 + year / 400 - (1601 * 365 + 1600 / 4 - 1600 / 100 + 1600 / 400) + 365 + 59 - 365;
}

static int64_t days_from_date(int year, int month, int day)
{
    int64_t march_year = month > 2 ? year : year - 1;
    int month_from_march = month > 2 ? month - 3 : month + 9;
    return days_before_march(march_year) + (153 * month_from_march + 2) / 5 + day - 1;
}

static void date_from_days(int64_t days, TIME_FIELDS *fields)
{
    int64_t year = 1601 + days / 366; /* at most a few too low */
    while (days_from_date((int)year + 1, 1, 1) <= days)
        year++;
    int month = 12;
    while (days_from_date((int)year, month, 1) > days)
        month--;
    fields->Year = (CSHORT)year;
    fields->Month = (CSHORT)month;
    fields->Day = (CSHORT)(days - days_from_date((int)year, month, 1) + 1);
    fields->Weekday = (CSHORT)((days + 1) % 7); /* 1601-01-01 was a Monday */
}

void rtl_time_fields(int64_t time_100ns, TIME_FIELDS *fields)
{
    int64_t seconds = time_100ns / TICKS_PER_SECOND;
    int64_t of_day = seconds % SECONDS_PER_DAY;
    date_from_days(seconds / SECONDS_PER_DAY, fields);
    fields->Hour = (CSHORT)(of_day / 3600);
    fields->Minute = (CSHORT)(of_day / 60 % 60);
    fields->Second = (CSHORT)(of_day % 60);
    fields->Milliseconds = (CSHORT)(time_100ns % TICKS_PER_SECOND / TICKS_PER_MILLISECOND);
}

static int days_in_month(int year, int month)
{
    return (int)((month == 12 ? days_from_date(year + 1, 1, 1) : days_from_date(year, month + 1, 1)) - days_from_date(year, month, 1));
}

static bool fields_valid(const TIME_FIELDS *f)
{
    return f->Year >= 1601 && f->Month >= 1 && f->Month <= 12 && f->Day >= 1 && f->Day <= days_in_month(f->Year, f->Month) && f->Hour >= 0 &&
           f->Hour < 24 && f->Minute >= 0 && f->Minute < 60 && f->Second >= 0 && f->Second < 60 && f->Milliseconds >= 0 && f->Milliseconds < 1000;
}

bool rtl_time_from_fields(const TIME_FIELDS *f, int64_t *time_100ns)
{
    if (!fields_valid(f))
        return false;
    int64_t seconds = days_from_date(f->Year, f->Month, f->Day) * SECONDS_PER_DAY + f->Hour * 3600 + f->Minute * 60 + f->Second;
    *time_100ns = seconds * TICKS_PER_SECOND + (int64_t)f->Milliseconds * TICKS_PER_MILLISECOND;
    return true;
}

/* WDK: RtlTimeToTimeFields. */
VOID RtlTimeToTimeFields(PLARGE_INTEGER Time, PTIME_FIELDS TimeFields)
{
    ddi_enter(RtlTimeToTimeFields, NULL);
    rtl_time_fields(Time->QuadPart, TimeFields);
}

/* WDK: RtlTimeFieldsToTime. Weekday is ignored. FALSE: there is no such time. */
BOOLEAN RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time)
{
    ddi_enter(RtlTimeFieldsToTime, NULL);
    int64_t time;
    if (!rtl_time_from_fields(TimeFields, &time))
        return FALSE;
    Time->QuadPart = time;
    return TRUE;
}

/* WDK: ExSystemTimeToLocalTime. */
VOID ExSystemTimeToLocalTime(PLARGE_INTEGER SystemTime, PLARGE_INTEGER LocalTime)
{
    ddi_enter(ExSystemTimeToLocalTime, NULL);
    *LocalTime = *SystemTime;
}

/* WDK: ExLocalTimeToSystemTime. */
VOID ExLocalTimeToSystemTime(PLARGE_INTEGER LocalTime, PLARGE_INTEGER SystemTime)
{
    ddi_enter(ExLocalTimeToSystemTime, NULL);
    *SystemTime = *LocalTime;
}
