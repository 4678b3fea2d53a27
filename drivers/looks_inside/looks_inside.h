/* The control codes of \\.\LooksInside, one for each thing it should not do. */
#ifndef LOOKS_INSIDE_H
#define LOOKS_INSIDE_H

#define LOOK(number) CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + (number), METHOD_BUFFERED, FILE_ANY_ACCESS)

#define IOCTL_WRITE_LITERAL  LOOK(0) /* makes a text upper case where it stands */
#define IOCTL_READ_PROCESS   LOOK(1) /* what lies in an EPROCESS */
#define IOCTL_READ_CODE      LOOK(2) /* the machine code of a routine of the system's */
#define IOCTL_RUN_POOL       LOOK(3) /* code of its own, in nonpaged pool */
#define IOCTL_RUN_PAGED_POOL LOOK(4) /* the same in paged pool */

#endif
