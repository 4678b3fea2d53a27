/*
 * The run-time library below the objects: what the simulator itself uses of it, and the text that drivers print.
 */
#ifndef NTSIM_RTL_H
#define NTSIM_RTL_H

#include <ntsim/rtl_tree.h>
#include "ke/ke.h"
#include "mm/mm.h"

/* --- characters: one-to-one case mapping of Latin, Greek, Cyrillic, Armenian and fullwidth letters ----------------------------------------- */
WCHAR rtl_upcase(WCHAR c);
WCHAR rtl_downcase(WCHAR c);

/* --- text. Narrow text is UTF-8 throughout (an "ANSI" string of the simulated machine has code page 65001). ---------------------------------- */
/* Converts as much as there is; `to` NULL: counts only. Returns how many units the whole takes. What is not valid becomes U+FFFD; *broken says so. */
size_t rtl_utf8_to_utf16(const char *from, size_t bytes, WCHAR *to, size_t room, bool *broken);
size_t rtl_utf16_to_utf8(const WCHAR *from, size_t chars, char *to, size_t room, bool *broken);

/* A string's text into another's buffer, or into one from pool (`allocate`); `terminated`: with a NUL behind, counted in the room but not in the length. */
NTSTATUS rtl_string_to_wide(PUNICODE_STRING to, const STRING *from, BOOLEAN allocate, bool terminated, uintptr_t site);
NTSTATUS rtl_string_to_narrow(PSTRING to, PCUNICODE_STRING from, BOOLEAN allocate, bool terminated, uintptr_t site);

int rtl_compare(const WCHAR *left, size_t left_chars, const WCHAR *right, size_t right_chars, bool fold);
bool rtl_equal(PCUNICODE_STRING left, PCUNICODE_STRING right, bool fold);
size_t rtl_length(const WCHAR *text);

/* --- the version of Windows: 10, 22H2 ----------------------------------------------------------------------------------------------------------- */
enum { RTL_NT_MAJOR = 10, RTL_NT_MINOR = 0, RTL_NT_BUILD = 19045 };

/* --- status codes ------------------------------------------------------------------------------------------------------------------------------ */
ULONG rtl_dos_error(NTSTATUS status); /* Win32 error; ERROR_MR_MID_NOT_FOUND when there is none */

/* --- time ---------------------------------------------------------------------------------------------------------------------------------------- */
void rtl_time_fields(int64_t time_100ns, TIME_FIELDS *fields);
bool rtl_time_from_fields(const TIME_FIELDS *fields, int64_t *time_100ns);

/* --- what drivers print and where they break ------------------------------------------------------------------------------------------------------ */
/* The host's, like event listeners: survives a reset. `text` has no NUL inside and ends with one. */
void rtl_on_debug_text(void (*hook)(const char *text));
/* As if a debugger were attached (the default), breakpoints and failed assertions go on; else they are bug checks. Semantics 72. */
void rtl_debugger_attach(bool attached);
bool rtl_debugger_attached(void);
/* Text of the simulator's own that belongs among the driver's. */
void rtl_debug_text(const char *text);

/* Revision and sizes of the list and of every entry, which lie within it. */
bool rtl_acl_is_valid(const ACL *acl);

#define RTL_GUID_TEXT 39 /* braces, digits, dashes and the NUL */
void rtl_guid_text(const GUID *guid, char text[RTL_GUID_TEXT]);

/* Splay trees (splay.c), for generic tables. */
RTL_SPLAY_LINKS *rtl_splay(RTL_SPLAY_LINKS *node);        /* the node, now the root */
RTL_SPLAY_LINKS *rtl_splay_delete(RTL_SPLAY_LINKS *node); /* the root that is left, or NULL */
RTL_SPLAY_LINKS *rtl_splay_next(const RTL_SPLAY_LINKS *node);

/* AVL trees (avl_tree.c). */
#define RTL_AVL_LEFT (-1)
#define RTL_AVL_RIGHT 1
RTL_BALANCED_LINKS *rtl_avl_least(const RTL_AVL_TABLE *table); /* NULL: it is empty */
/* The neighbour in order on that side; NULL: there is none. */
RTL_BALANCED_LINKS *rtl_avl_neighbour(const RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node, int side);
/* As the child of `at` on that side, where there is none; `at` NULL: the tree is empty. */
void rtl_avl_hang_in(RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node, RTL_BALANCED_LINKS *at, int side);
void rtl_avl_take_out(RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node);

#endif
