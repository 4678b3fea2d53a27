#ifndef HARM_H
#define HARM_H

#define HARM_CODE(n) CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + (n), METHOD_BUFFERED, FILE_ANY_ACCESS)

/* For a moment the door is open: whoever harms in that moment does. */
#define IOCTL_DOOR HARM_CODE(0)
enum { HARM_NULL = 1, HARM_JUMP, HARM_DIVIDE, HARM_RECURSION, HARM_LOOP, HARM_POOL, HARM_DEVICE, HARM_STACK };

#endif
