/*
 * A driver that does everything right, and on request writes rubbish over one word of one of its objects. \\.\Scribble.
 */
#ifndef SCRIBBLE_H
#define SCRIBBLE_H

/* What rubbish is written. */
enum {
    SCRIBBLE_ZERO,
    SCRIBBLE_SMALL,     /* 0x18: an address in the first page */
    SCRIBBLE_ONES,      /* all bits */
    SCRIBBLE_KERNEL,    /* an address in the kernel's range where nothing is */
    SCRIBBLE_USER,      /* the address of a variable of the application */
    SCRIBBLE_RUBBISH,   /* the address of good memory full of rubbish */
    SCRIBBLE_ITSELF,    /* the address of the word itself */
    SCRIBBLE_OBJECT,    /* the address of the object */
    SCRIBBLE_ODD,       /* the word, one byte further */
    SCRIBBLE_OPAQUE,    /* the address of an object that drivers cannot look into */
    SCRIBBLE_PATTERNS
};

/* Where. */
enum {
    SCRIBBLE_DRIVER_OBJECT,
    SCRIBBLE_DRIVER_EXTENSION,
    SCRIBBLE_DEVICE,
    SCRIBBLE_FILTER,    /* the driver's other device, attached to the first */
    SCRIBBLE_FILE,
    SCRIBBLE_IRP,       /* of the request that scribbles, with its stack locations */
    SCRIBBLE_PENDING,   /* of a request that pends, with its stack locations */
    SCRIBBLE_QUEUED,    /* of a request that waits for StartIo */
    SCRIBBLE_OWN_IRP,   /* of IoAllocateIrp */
    SCRIBBLE_MDL,       /* of the request that pends */
    SCRIBBLE_TIMER,     /* set */
    SCRIBBLE_DPC,       /* of the timer */
    SCRIBBLE_EVENT,     /* a thread waits for it */
    SCRIBBLE_SEMAPHORE, /* so it does for this */
    SCRIBBLE_MUTEX,     /* held by the thread */
    SCRIBBLE_FAST_MUTEX,
    SCRIBBLE_RESOURCE,
    SCRIBBLE_REMOVE_LOCK,
    SCRIBBLE_LIST,      /* of interlocked insertions */
    SCRIBBLE_LOOKASIDE,
    SCRIBBLE_CSQ,
    SCRIBBLE_WORK_ITEM, /* a WORK_QUEUE_ITEM of the driver's own */
    SCRIBBLE_STRING,    /* a UNICODE_STRING that is passed to routines */
    SCRIBBLE_OBJECTS
};

typedef struct _SCRIBBLE {
    ULONG Object, Pattern;
    LONG Offset; /* bytes from the object's begin: a multiple of 8, and negative ones too */
} SCRIBBLE;

/* In: SCRIBBLE. Out: a ULONG, the size of the object; nothing is written at an offset that is not within it or in the 32 bytes around. */
#define IOCTL_SCRIBBLE      CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_SCRIBBLE_WAIT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_OUT_DIRECT, FILE_ANY_ACCESS) /* pends until it is cancelled */
#define IOCTL_SCRIBBLE_USE  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_BUFFERED, FILE_ANY_ACCESS)   /* uses all objects once */

#endif
