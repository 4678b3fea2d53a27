/*
 * The start of an application and what C++ has to do with it: constructors before main, destructors among what atexit registered.
 */
#ifndef NTSIM_CRT_USER_START_H
#define NTSIM_CRT_USER_START_H

/* As atexit, with an argument. 0; -1: no memory. */
int start_at_exit(void (*function)(void *argument), void *argument);

/* Constructs the module's global objects, in the order in which their files were linked. */
void start_construct(void);

#endif
