/* What an application may call: the Win32 functions, and what compiled code needs of the simulator. */
#include "stub.inc"

#define HOOK(name) stub name
#define WIN32(name) stub name
#include "hook.def"
#include "win32.def"
