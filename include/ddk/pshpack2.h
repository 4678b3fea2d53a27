/* Packs structures to 2 until <poppack.h>. No guard: it is included in pairs. */
#pragma pack(push, 2)
