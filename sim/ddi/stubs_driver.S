/* What a driver may call: every row of ddi.def and of exported.def, and nothing else. */
#include "stub.inc"

#define DDI(name, low, high, flags) stub name
#define DECLARED(name) stub name
#define HOOK(name) stub name
#define DATA(name) variable name
#define EXPORTED(name) stub name
#include "ddi.def"
#include "exported.def"
