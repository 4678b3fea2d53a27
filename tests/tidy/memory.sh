#!/bin/sh
# The simulator's own memory comes from sim/host (host_take, host_resize, host_copy_text), where one place says what happens when there is none; and what a report
# is made of goes by put and append (report/json_put.h), which notice when there was none for it.
# usage: memory.sh, in the source tree

found=$(grep -nE '(^|[^A-Za-z0-9_])(malloc|calloc|realloc|aligned_alloc|strdup|strndup|asprintf|json_object_set_new|json_array_append_new)\(' \
    $(find sim -name '*.[ch]' ! -path 'sim/crt/*' ! -path sim/host/allocate.c ! -path sim/report/json_put.h))
[ -z "$found" ] || {
    echo "$found" | sed 's/$/    (host_take, host_resize, put, append)/' >&2
    exit 1
}
