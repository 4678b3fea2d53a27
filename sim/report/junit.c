/*
 * The report as one JUnit test case.
 */
#include "base/bugcheck.h"
#include "report/report.h"

#include <stdlib.h>

static void add_escaped(struct text *xml, const char *raw)
{
    char *whole = text_as_utf8(raw);
    for (const char *text = whole; *text; text++) {
        switch (*text) {
        case '<':
            text_add(xml, "&lt;");
            break;
        case '>':
            text_add(xml, "&gt;");
            break;
        case '&':
            text_add(xml, "&amp;");
            break;
        case '"':
            text_add(xml, "&quot;");
            break;
        default:
            if ((unsigned char)*text >= ' ' || *text == '\n' || *text == '\t')
                text_add_bytes(xml, text, 1);
            else
                text_add(xml, "?");
            break;
        }
    }
    free(whole);
}

static void add_failure(struct text *xml, const struct ntsim_report *report)
{
    text_add(xml, "    <failure message=\"%s", report_outcome_name(report->outcome));
    if (report->outcome == NTSIM_BUGCHECK)
        text_add(xml, " 0x%X %s", report->end.code, bugcheck_text(report->end.code) ? bugcheck_text(report->end.code)->name : "");
    for (size_t i = 0; i < report->driver_count; i++) {
        text_add(xml, "; ");
        add_escaped(xml, report->drivers[i].name);
        text_add(xml, " %s", report_verdict_name(report->drivers[i].verdict));
    }
    text_add(xml, "\">");
    add_escaped(xml, report->end.text);
    text_add(xml, "\n");
    add_escaped(xml, report->replay.bytes ? report->replay.bytes : "");
    text_add(xml, "</failure>\n");
}

char *report_junit(const struct ntsim_report *report)
{
    struct text xml = {0};
    bool failed = !report_as_expected(report);
    text_add(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"ntsim\" tests=\"1\" failures=\"%d\">\n", failed);
    text_add(&xml, "    <testcase classname=\"ntsim\" name=\"");
    add_escaped(&xml, report->scenario[0] ? report->scenario : report->driver_count ? report->drivers[0].name : "run");
    text_add(&xml, "\">\n");
    if (failed)
        add_failure(&xml, report);
    text_add(&xml, "    <system-out>");
    if (report->story.used)
        add_escaped(&xml, report->story.bytes);
    text_add(&xml, "</system-out>\n    </testcase>\n  </testsuite>\n</testsuites>\n");
    return xml.bytes;
}
