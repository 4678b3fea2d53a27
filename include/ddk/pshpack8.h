/* Packs structures to 8 until <poppack.h>. No guard: it is included in pairs. */
#pragma pack(push, 8)
