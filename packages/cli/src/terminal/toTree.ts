/** A line of a tree on screen, and the lines below it. */
export type TreeNode = { text: string; children: readonly TreeNode[] }

/** Children under one another, joined by lines. */
export function toTree(children: readonly TreeNode[]): string[] {
  return children.flatMap(({ text, children: below }, index) => {
    const isLast = index === children.length - 1
    return [
      `${isLast ? '└─' : '├─'} ${text}`,
      ...toTree(below).map((line) => `${isLast ? '  ' : '│ '} ${line}`),
    ]
  })
}
