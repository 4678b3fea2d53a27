/* What the driver traces, and how. The comments between begin_wpp and end_wpp are the configuration of Microsoft's trace preprocessor, and of ours. */
#ifndef TRACE_H
#define TRACE_H

#define WPP_CONTROL_GUIDS                                                                  \
    WPP_DEFINE_CONTROL_GUID(Meter, (4b1e0a5c, 7d2f, 4c7e, 9a51, 0c3a5b8e2f10),             \
                            WPP_DEFINE_BIT(TRACE_REQUEST) WPP_DEFINE_BIT(TRACE_RESULT))    \
    WPP_DEFINE_CONTROL_GUID(MeterLife, (4b1e0a5d, 7d2f, 4c7e, 9a51, 0c3a5b8e2f11), WPP_DEFINE_BIT(TRACE_LIFE))

#define WPP_LEVEL_FLAGS_LOGGER(level, flags)  WPP_LEVEL_LOGGER(flags)
#define WPP_LEVEL_FLAGS_ENABLED(level, flags) (WPP_LEVEL_ENABLED(flags) && WPP_CONTROL(WPP_BIT_##flags).Level >= level)

typedef enum _METER_STATE {
    MeterIdle,
    MeterBusy = 7,
    MeterSick = 0x80000001 /* and counting */
} METER_STATE;

/*
 * begin_wpp config
 * FUNC TraceEvents(LEVEL, FLAGS, MSG, ...);
 * USEPREFIX(TraceEvents, "%!STDPREFIX! [%!FUNC!:%!LINE!] ");
 * FUNC TraceResult{FLAG=TRACE_RESULT}(EXP);
 * USESUFFIX(TraceResult, "leaves with %!STATUS!", EXP);
 * CUSTOM_TYPE(METER, ItemEnum(_METER_STATE));
 * CUSTOM_TYPE(COLOUR, ItemListLong(Red, Green, Blue));
 * CUSTOM_TYPE(WANTS, ItemSetLong(Read, Write, Delete));
 * end_wpp
 */

#define WPP_FLAG_EXP_PRE(flag, exp)     { if ((exp) != STATUS_SUCCESS) {
#define WPP_FLAG_EXP_POST(flag, exp)    ; } }
#define WPP_FLAG_EXP_ENABLED(flag, exp) WPP_FLAG_ENABLED(flag)
#define WPP_FLAG_EXP_LOGGER(flag, exp)  WPP_FLAG_LOGGER(flag)

#endif
