/* Jansson drops what it has no memory for, and a report with holes is worse than none. */
#ifndef NTSIM_REPORT_JSON_PUT_H
#define NTSIM_REPORT_JSON_PUT_H

#include "host/host.h"
#include "report/report.h"

#include <jansson.h>
#include <stdlib.h>

/* Both take the value over. */
static inline void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        host_out_of_memory();
}

static inline void append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        host_out_of_memory();
}

/* Bytes that are no UTF-8 become question marks. */
static inline json_t *string(const char *raw)
{
    char *text = text_as_utf8(raw);
    json_t *value = json_string(text);
    free(text);
    return value;
}

#endif
