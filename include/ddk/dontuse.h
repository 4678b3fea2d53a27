/* On Windows this header makes the compiler reject some C library routines. Here nothing is rejected by name. */
#ifndef NTSIM_DDK_DONTUSE_H
#define NTSIM_DDK_DONTUSE_H

#endif
