/*
 * The shape of AVL trees (avl.c): links, rotations, and what keeps the two sides of every node within one level of each other.
 */
#include "rtl/rtl.h"

/* --- links ---------------------------------------------------------------------------------------------------------------------------------------- */

static RTL_BALANCED_LINKS **child_at(RTL_BALANCED_LINKS *node, int side)
{
    return side == RTL_AVL_LEFT ? &node->LeftChild : &node->RightChild;
}

static int side_of(const RTL_BALANCED_LINKS *node)
{
    return node->Parent->LeftChild == node ? RTL_AVL_LEFT : RTL_AVL_RIGHT;
}

static void hang(RTL_BALANCED_LINKS *parent, int side, RTL_BALANCED_LINKS *child)
{
    *child_at(parent, side) = child;
    if (child)
        child->Parent = parent;
}

/* The child on that side comes up in the node's place. */
static RTL_BALANCED_LINKS *rotate(RTL_BALANCED_LINKS *node, int side)
{
    RTL_BALANCED_LINKS *up = *child_at(node, side), *parent = node->Parent;
    int place = side_of(node);
    hang(node, side, *child_at(up, -side));
    hang(up, -side, node);
    hang(parent, place, up);
    return up;
}

static RTL_BALANCED_LINKS *far_end(RTL_BALANCED_LINKS *node, int side)
{
    while (node && *child_at(node, side))
        node = *child_at(node, side);
    return node;
}

RTL_BALANCED_LINKS *rtl_avl_neighbour(const RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node, int side)
{
    if (*child_at(node, side))
        return far_end(*child_at(node, side), -side);
    while (node != &table->BalancedRoot && side_of(node) == side)
        node = node->Parent;
    return node == &table->BalancedRoot || node->Parent == &table->BalancedRoot ? NULL : node->Parent;
}

/* --- balance ---------------------------------------------------------------------------------------------------------------------------------------- */

/* The node's side is two levels too deep: one rotation, or two when the depth is on the child's inner side. The new top. */
static RTL_BALANCED_LINKS *rebalance(RTL_BALANCED_LINKS *node, int side)
{
    RTL_BALANCED_LINKS *child = *child_at(node, side);
    if (child->Balance != -side) {
        bool level = child->Balance == 0; /* after a deletion only */
        rotate(node, side);
        node->Balance = (CHAR)(level ? side : 0);
        child->Balance = (CHAR)(level ? -side : 0);
        return child;
    }
    RTL_BALANCED_LINKS *top = rotate(child, -side);
    rotate(node, side);
    node->Balance = (CHAR)(top->Balance == side ? -side : 0);
    child->Balance = (CHAR)(top->Balance == -side ? side : 0);
    top->Balance = 0;
    return top;
}

/* The node is new, or its subtree has become one level deeper. */
static void grown(RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node)
{
    for (; node->Parent != &table->BalancedRoot; node = node->Parent) {
        RTL_BALANCED_LINKS *parent = node->Parent;
        int side = side_of(node);
        if (parent->Balance == side) {
            rebalance(parent, side);
            return;
        }
        parent->Balance = (CHAR)(parent->Balance + side);
        if (parent->Balance == 0)
            return;
    }
    table->DepthOfTree++;
}

/* The parent's subtree on that side has become one level less deep. */
static void shrunk(RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *parent, int side)
{
    while (parent != &table->BalancedRoot) {
        RTL_BALANCED_LINKS *top = parent;
        if (parent->Balance == -side)
            top = rebalance(parent, -side);
        else
            parent->Balance = (CHAR)(parent->Balance - side);
        if (top->Balance != 0)
            return;
        parent = top->Parent;
        side = side_of(top);
    }
    table->DepthOfTree--;
}

/* `node` has two children: its neighbour to the left takes its place in the tree, and it the neighbour's. */
static void trade_places(RTL_BALANCED_LINKS *node)
{
    RTL_BALANCED_LINKS *other = far_end(node->LeftChild, RTL_AVL_RIGHT), *left = node->LeftChild, *parent = other->Parent, *lower = other->LeftChild;
    int place = side_of(other);
    CHAR balance = other->Balance;
    other->Balance = node->Balance;
    hang(node->Parent, side_of(node), other);
    hang(other, RTL_AVL_RIGHT, node->RightChild);
    hang(other, RTL_AVL_LEFT, left == other ? node : left);
    if (left != other)
        hang(parent, place, node);
    hang(node, RTL_AVL_LEFT, lower);
    node->RightChild = NULL;
    node->Balance = balance;
}

void rtl_avl_take_out(RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node)
{
    if (node->LeftChild && node->RightChild)
        trade_places(node);
    RTL_BALANCED_LINKS *parent = node->Parent;
    int side = side_of(node);
    hang(parent, side, node->LeftChild ? node->LeftChild : node->RightChild);
    shrunk(table, parent, side);
}

void rtl_avl_hang_in(RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node, RTL_BALANCED_LINKS *at, int side)
{
    *node = (RTL_BALANCED_LINKS){0};
    hang(at ? at : &table->BalancedRoot, at ? side : RTL_AVL_RIGHT, node);
    grown(table, node);
}

RTL_BALANCED_LINKS *rtl_avl_least(const RTL_AVL_TABLE *table)
{
    return far_end(table->BalancedRoot.RightChild, RTL_AVL_LEFT);
}
