/* Packs structures to 1 until <poppack.h>. No guard: it is included in pairs. */
#pragma pack(push, 1)
