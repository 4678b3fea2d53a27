/*
 * How a driver's sprintf formats: no floats, and %p shows the simulated address.
 */
#include "crt.h"

const struct nt_format_style crt_style_narrow = {
    .wide = false,
    .pointer_value = __ntsim_pointer_value,
    .saw_read = __tsan_read_range,
};

const struct nt_format_style crt_style_wide = {
    .wide = true,
    .pointer_value = __ntsim_pointer_value,
    .saw_read = __tsan_read_range,
};
