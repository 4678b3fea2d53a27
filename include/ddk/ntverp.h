/* The kit's version, as drivers ask for it (WDK: ntverp.h): that of Windows 10. */
#ifndef NTSIM_DDK_NTVERP_H
#define NTSIM_DDK_NTVERP_H

#define VER_PRODUCTBUILD         19041
#define VER_PRODUCTBUILD_QFE     1
#define VER_PRODUCTMAJORVERSION  10
#define VER_PRODUCTMINORVERSION  0
#define VER_PRODUCTVERSION_W     0x0A00

#endif
