/*
 * What an application includes. The pieces have Windows' names, so that those who include them by name find them too.
 */
#ifndef _WINDOWS_
#define _WINDOWS_

#include "windef.h"

#include "winerror.h"

#include "winbase.h"

#include "winreg.h"

#include "securitybaseapi.h"

#include <stdarg.h>
#include <string.h>

#ifndef WIN32_LEAN_AND_MEAN /* what ole2.h brings along on Windows */
#include <stdlib.h>
#endif

#if !defined(WIN32_LEAN_AND_MEAN) && !defined(NOSERVICE)
#include "winsvc.h"
#endif

#endif
