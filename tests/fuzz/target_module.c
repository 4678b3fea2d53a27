/* What is said of a module before the dynamic linker sees it: any bytes, and no more than a clause. */
#include "fuzz.h"
#include "host/private.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size + 1); /* aligned, and with an end that AddressSanitizer knows */
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    const char *wrong = host__module_check(copy, size);
    if (wrong && (!*wrong || strchr(wrong, '\n')))
        abort();
    free(copy);
    return 0;
}
