/* A list of functions that are not to be used; the simulator has no opinion. */
#ifndef NTSIM_WIN32_DONTUSE_H
#define NTSIM_WIN32_DONTUSE_H
#endif
