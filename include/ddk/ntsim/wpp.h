/*
 * What the .tmh files that ntsim's build generates stand on: WPP tracing. A .tmh defines each trace function of the project as a macro over WPP_TRACE_; the text,
 * with the %!TYPE! of WPP, is made when the call is made and becomes debug text. The names without an underscore at the end are those that projects use in
 * macros of their own (WPP_LEVEL_FLAGS_ENABLED and its like); WDK: WPP Software Tracing.
 */
#ifndef NTSIM_DDK_WPP_H
#define NTSIM_DDK_WPP_H

#include "../evntrace.h"
#include "../wdm.h"

EXTERN_C_START

struct ntsim_wpp_item {
    ULONG value;
    const char *name;
};
enum ntsim_wpp_kind { NTSIM_WPP_VALUES, NTSIM_WPP_BITS };
struct ntsim_wpp_type { /* CUSTOM_TYPE of a configuration block */
    const char *name;
    enum ntsim_wpp_kind kind;
    const struct ntsim_wpp_item *items;
    ULONG count;
};
struct ntsim_wpp_place { /* a call of a trace function */
    const char *file, *function;
    ULONG line;
    const char *flags, *level; /* as written in the source */
    const struct ntsim_wpp_type *types;
};

/* Any IRQL. The types and formats that are not modelled stop the run by name. */
VOID __ntsim_wpp_trace(TRACEHANDLE Logger, const struct ntsim_wpp_place *place, const char *format, ...);

typedef struct _WPP_TRACE_CONTROL_BLOCK {
    TRACEHANDLE Logger; /* the block itself; 0: nobody listens */
    UCHAR Level;
    ULONG Flags[4];
    const char *Name;
    GUID Guid;
    REGHANDLE Registration;
} WPP_TRACE_CONTROL_BLOCK, *PWPP_TRACE_CONTROL_BLOCK;

typedef union _WPP_CB_TYPE {
    WPP_TRACE_CONTROL_BLOCK Control;
} WPP_CB_TYPE;

#define WPP_CTRL_NO(bit)  ((bit) >> 16)
#define WPP_FLAG_NO(bit)  ((0xFFFF & ((bit)-1)) / 32)
#define WPP_MASK(bit)     (1u << (31 & ((bit)-1)))
#define WPP_CONTROL(bit)  (WPP_CB[WPP_CTRL_NO(bit)].Control)
#define WPP_CB            WPP_MAIN_CB

#define WPP_FLAG_ENABLED(flag)  (WPP_CONTROL(WPP_BIT_##flag).Flags[WPP_FLAG_NO(WPP_BIT_##flag)] & WPP_MASK(WPP_BIT_##flag))
#define WPP_FLAG_LOGGER(flag)   WPP_CONTROL(WPP_BIT_##flag).Logger,
#define WPP_LEVEL_ENABLED(flag) WPP_FLAG_ENABLED(flag)
#define WPP_LEVEL_LOGGER(flag)  WPP_FLAG_LOGGER(flag)
#define WPP_FLAGS_ENABLED(flag) WPP_FLAG_ENABLED(flag)
#define WPP_FLAGS_LOGGER(flag)  WPP_FLAG_LOGGER(flag)

/* (d58c126f, b309, 11d1, 969e, 0000f875a5bc) as a GUID. */
#define WPP_BYTE_(number, shift) ((UCHAR)((number) >> (shift)))
#define WPP_GUID_(a, b, c, d, e)                                                                                                                       \
    {0x##a, 0x##b, 0x##c,                                                                                                                              \
     {WPP_BYTE_(0x##d, 8), WPP_BYTE_(0x##d, 0), WPP_BYTE_(0x##e##ULL, 40), WPP_BYTE_(0x##e##ULL, 32), WPP_BYTE_(0x##e##ULL, 24),                        \
      WPP_BYTE_(0x##e##ULL, 16), WPP_BYTE_(0x##e##ULL, 8), WPP_BYTE_(0x##e##ULL, 0)}}

/* A session begins or ends to listen. */
static inline VOID ntsim_wpp_enable(LPCGUID SourceId, ULONG ControlCode, UCHAR Level, ULONGLONG MatchAnyKeyword, ULONGLONG MatchAllKeyword,
                                    PEVENT_FILTER_DESCRIPTOR FilterData, PVOID CallbackContext)
{
    PWPP_TRACE_CONTROL_BLOCK control = (PWPP_TRACE_CONTROL_BLOCK)CallbackContext;
    BOOLEAN on = ControlCode == EVENT_CONTROL_CODE_ENABLE_PROVIDER;

    (VOID)SourceId, (VOID)MatchAllKeyword, (VOID)FilterData;
    control->Level = on ? Level : 0;
    for (ULONG i = 0; i < sizeof control->Flags / sizeof *control->Flags; i++)
        control->Flags[i] = on ? (ULONG)MatchAnyKeyword : 0;
    control->Logger = on ? (TRACEHANDLE)(ULONG_PTR)control : 0;
}

/* Macros, so that what is said of a registration is said of the driver's own line. */
#define WPP_REGISTER_(blocks, count)                                                                                                                   \
    do {                                                                                                                                               \
        for (ULONG wpp_i_ = 0; wpp_i_ < (count); wpp_i_++)                                                                                             \
            EtwRegister(&(blocks)[wpp_i_].Control.Guid, ntsim_wpp_enable, &(blocks)[wpp_i_].Control, &(blocks)[wpp_i_].Control.Registration);          \
    } while (0)
#define WPP_UNREGISTER_(blocks, count)                                                                                                                 \
    do {                                                                                                                                               \
        for (ULONG wpp_i_ = 0; wpp_i_ < (count); wpp_i_++) {                                                                                           \
            if ((blocks)[wpp_i_].Control.Registration)                                                                                                 \
                EtwUnregister((blocks)[wpp_i_].Control.Registration);                                                                                  \
            ntsim_wpp_enable(NULL, EVENT_CONTROL_CODE_DISABLE_PROVIDER, 0, 0, 0, NULL, &(blocks)[wpp_i_].Control);                                     \
            (blocks)[wpp_i_].Control.Registration = 0;                                                                                                 \
        }                                                                                                                                              \
    } while (0)

EXTERN_C_END

#endif
