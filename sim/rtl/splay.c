/*
 * Splay trees, in the driver's own memory: the links of a root point to themselves. A node that was splayed is the root; sums of depths stay small over time.
 */
#include "rtl/rtl.h"

static bool is_root(const RTL_SPLAY_LINKS *node)
{
    return node->Parent == node;
}

static RTL_SPLAY_LINKS *root_of(RTL_SPLAY_LINKS *node)
{
    while (!is_root(node))
        node = node->Parent;
    return node;
}

/* `to`, which may be NULL, takes the place of `from` under its parent. */
static void replace(RTL_SPLAY_LINKS *from, RTL_SPLAY_LINKS *to)
{
    RTL_SPLAY_LINKS *parent = from->Parent;
    if (to)
        to->Parent = parent == from ? to : parent;
    if (parent == from)
        return;
    if (parent->LeftChild == from)
        parent->LeftChild = to;
    else
        parent->RightChild = to;
}

/* The node goes one up, its parent down beside it; the order stays. */
static void rotate(RTL_SPLAY_LINKS *node)
{
    RTL_SPLAY_LINKS *parent = node->Parent;
    bool left = parent->LeftChild == node;
    RTL_SPLAY_LINKS *between = left ? node->RightChild : node->LeftChild;
    replace(parent, node);
    if (left) {
        parent->LeftChild = between;
        node->RightChild = parent;
    } else {
        parent->RightChild = between;
        node->LeftChild = parent;
    }
    parent->Parent = node;
    if (between)
        between->Parent = parent;
}

RTL_SPLAY_LINKS *rtl_splay(RTL_SPLAY_LINKS *node)
{
    while (!is_root(node)) {
        RTL_SPLAY_LINKS *parent = node->Parent;
        if (!is_root(parent)) {
            bool straight = (parent->LeftChild == node) == (parent->Parent->LeftChild == parent);
            rotate(straight ? parent : node);
        }
        rotate(node);
    }
    return node;
}

RTL_SPLAY_LINKS *rtl_splay_next(const RTL_SPLAY_LINKS *node)
{
    if (node->RightChild) {
        for (node = node->RightChild; node->LeftChild; node = node->LeftChild)
            ;
        return (RTL_SPLAY_LINKS *)node;
    }
    while (!is_root(node) && node->Parent->RightChild == node)
        node = node->Parent;
    return is_root(node) ? NULL : node->Parent;
}

static RTL_SPLAY_LINKS *previous(const RTL_SPLAY_LINKS *node)
{
    if (node->LeftChild) {
        for (node = node->LeftChild; node->RightChild; node = node->RightChild)
            ;
        return (RTL_SPLAY_LINKS *)node;
    }
    while (!is_root(node) && node->Parent->LeftChild == node)
        node = node->Parent;
    return is_root(node) ? NULL : node->Parent;
}

/* Takes the node out; its successor stands in when it has two children. Sets *above to a node that is left and was near, or NULL. */
static void take_out(RTL_SPLAY_LINKS *node, RTL_SPLAY_LINKS **above)
{
    if (node->LeftChild && node->RightChild) {
        RTL_SPLAY_LINKS *heir = rtl_splay_next(node);
        take_out(heir, above);
        if (*above == node)
            *above = heir;
        replace(node, heir);
        heir->LeftChild = node->LeftChild;
        heir->RightChild = node->RightChild;
        if (heir->LeftChild)
            heir->LeftChild->Parent = heir;
        if (heir->RightChild)
            heir->RightChild->Parent = heir;
        return;
    }
    RTL_SPLAY_LINKS *child = node->LeftChild ? node->LeftChild : node->RightChild;
    *above = is_root(node) ? child : node->Parent;
    replace(node, child);
}

RTL_SPLAY_LINKS *rtl_splay_delete(RTL_SPLAY_LINKS *node)
{
    RTL_SPLAY_LINKS *above;
    take_out(node, &above);
    return above ? rtl_splay(above) : NULL;
}

/* WDK: RtlSplay. */
PRTL_SPLAY_LINKS RtlSplay(PRTL_SPLAY_LINKS Links)
{
    ddi_enter(RtlSplay, NULL);
    return rtl_splay(Links);
}

/* WDK: RtlDelete. The root that is left, or NULL. */
PRTL_SPLAY_LINKS RtlDelete(PRTL_SPLAY_LINKS Links)
{
    ddi_enter(RtlDelete, NULL);
    return rtl_splay_delete(Links);
}

/* WDK: RtlDeleteNoSplay. *Root is kept true. */
VOID RtlDeleteNoSplay(PRTL_SPLAY_LINKS Links, PRTL_SPLAY_LINKS *Root)
{
    ddi_enter(RtlDeleteNoSplay, NULL);
    RTL_SPLAY_LINKS *above;
    take_out(Links, &above);
    *Root = above ? root_of(above) : NULL;
}

/* WDK: RtlSubtreeSuccessor. The least of those greater, below the node. */
PRTL_SPLAY_LINKS RtlSubtreeSuccessor(PRTL_SPLAY_LINKS Links)
{
    ddi_enter(RtlSubtreeSuccessor, NULL);
    return Links->RightChild ? rtl_splay_next(Links) : NULL;
}

/* WDK: RtlSubtreePredecessor. */
PRTL_SPLAY_LINKS RtlSubtreePredecessor(PRTL_SPLAY_LINKS Links)
{
    ddi_enter(RtlSubtreePredecessor, NULL);
    return Links->LeftChild ? previous(Links) : NULL;
}

/* WDK: RtlRealSuccessor. The least of those greater, in the whole tree. */
PRTL_SPLAY_LINKS RtlRealSuccessor(PRTL_SPLAY_LINKS Links)
{
    ddi_enter(RtlRealSuccessor, NULL);
    return rtl_splay_next(Links);
}

/* WDK: RtlRealPredecessor. */
PRTL_SPLAY_LINKS RtlRealPredecessor(PRTL_SPLAY_LINKS Links)
{
    ddi_enter(RtlRealPredecessor, NULL);
    return previous(Links);
}
