/* Dispatcher objects that lie on kernel stacks (on_stack.c). */
#ifndef NTSIM_KE_ON_STACK_H
#define NTSIM_KE_ON_STACK_H

#define KE_STACK_GONE "it lies on the stack of a routine that has returned"

/* An object of the kernel's was initialised; noted if it lies on a stack. */
void ke_on_stack_new(const void *object);
/* A driver uses the object. Bug check 0xD5 when the call in which it was initialised there is over. */
void ke_on_stack_check(const void *object, const char *kind);

#endif
