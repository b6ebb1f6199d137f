// Places on drawings, in the coordinates of the drawing.

// The point halfway along a line of points.
export function middleOf(points) {
  const lengths = points.slice(1).map((point, index) => Math.hypot(point.x - points[index].x, point.y - points[index].y));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [index, length] of lengths.entries()) {
    if (left <= length && length > 0) {
      const share = left / length;
      const [from, to] = [points[index], points[index + 1]];
      return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
    }
    left -= length;
  }
  return { x: points[0].x, y: points[0].y };
}

// Where a view goes when another goes from `before` to `after`: as much closer or further away, and the same way.
export function moved(view, before, after) {
  const scale = after.width / before.width;
  const [width, height] = [view.width * scale, view.height * scale];
  const across = centre(after, "x", "width") - centre(before, "x", "width");
  const down = centre(after, "y", "height") - centre(before, "y", "height");
  return {
    x: centre(view, "x", "width") + across - width / 2,
    y: centre(view, "y", "height") + down - height / 2,
    width,
    height,
  };
}

function centre(view, start, length) {
  return view[start] + view[length] / 2;
}
