/* From here on DEFINE_GUID defines instead of declaring. Include it in one file of a driver, before the GUIDs' header.
 */
#ifndef NTSIM_DDK_INITGUID_H
#define NTSIM_DDK_INITGUID_H

#ifndef INITGUID
#define INITGUID
#endif

#endif

#include "guiddef.h"
