//! The training's grey images as floats that can be warped.

/// A picture of numbers, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f32>,
}

/// A part of a picture, in pixels; right and bottom are just outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) right: usize,
    pub(crate) bottom: usize,
}

impl Field {
    pub(crate) fn whole(&self) -> Area {
        Area { left: 0, top: 0, right: self.width, bottom: self.height }
    }

    /// The smallest part that holds every value above a level.
    pub(crate) fn above(&self, level: f32) -> Option<Area> {
        let mut found: Option<Area> = None;
        for (place, _) in self.values.iter().enumerate().filter(|(_, value)| **value > level) {
            let (x, y) = (place % self.width, place / self.width);
            let Area { left, top, right, bottom } =
                found.unwrap_or(Area { left: x, top: y, right: x + 1, bottom: y + 1 });
            found = Some(Area {
                left: left.min(x),
                top: top.min(y),
                right: right.max(x + 1),
                bottom: bottom.max(y + 1),
            });
        }
        found
    }

    /// A part in another size. Each new pixel is the mean of what it covers.
    pub(crate) fn resized(&self, area: Area, width: usize, height: usize) -> Self {
        let across = covers(area.left, area.right, width);
        let down = covers(area.top, area.bottom, height);
        let mut rows = Vec::with_capacity(width * (area.bottom - area.top));
        for y in area.top..area.bottom {
            let row = &self.values[y * self.width..][..self.width];
            rows.extend(across.iter().map(|cover| cover.mean(|x| row[x])));
        }
        let mut values = Vec::with_capacity(width * height);
        for cover in &down {
            values.extend((0..width).map(|x| cover.mean(|y| rows[(y - area.top) * width + x])));
        }
        Self { width, height, values }
    }

    /// No side longer than so many pixels.
    pub(crate) fn within(self, most: usize) -> Self {
        let longest = self.width.max(self.height);
        if longest <= most {
            return self;
        }
        let scaled = |side: usize| (side * most).div_ceil(longest);
        self.resized(self.whole(), scaled(self.width), scaled(self.height))
    }
}

/// What a new pixel covers of the old ones, along one axis.
struct Cover {
    first: usize,
    shares: Vec<f32>,
}

impl Cover {
    fn mean(&self, value: impl Fn(usize) -> f32) -> f32 {
        self.shares.iter().enumerate().map(|(place, share)| share * value(self.first + place)).sum()
    }
}

fn covers(from: usize, to: usize, count: usize) -> Vec<Cover> {
    let step = (to - from) as f64 / count as f64;
    let cover = |place: usize| {
        let (start, end) = (from as f64 + place as f64 * step, from as f64 + (place + 1) as f64 * step);
        let (first, last) = (start as usize, (end.ceil() as usize).min(to));
        let share = |pixel: usize| (end.min((pixel + 1) as f64) - start.max(pixel as f64)) / step;
        Cover { first, shares: (first..last).map(|pixel| share(pixel).max(0.0) as f32).collect() }
    };
    (0..count).map(cover).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: &Field, width: usize, height: usize, expected: &[f32]) {
        let actual = field.resized(field.whole(), width, height);
        let near = std::iter::zip(&actual.values, expected).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(near && actual.values.len() == expected.len(), "{actual:?} is not {expected:?}");
    }

    #[test]
    fn a_pixel_is_the_mean_of_what_it_covers() {
        let field = Field { width: 3, height: 2, values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] };
        check(&field, 3, 2, &field.values);
        check(&field, 1, 1, &[3.5]);
        check(&field, 2, 1, &[17.0 / 6.0, 25.0 / 6.0]);
        check(&field, 3, 4, &[1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 5.0, 6.0]);
        let part = field.resized(Area { left: 1, top: 0, right: 3, bottom: 1 }, 1, 1);
        assert_eq!(part.values, [2.5]);
    }

    #[test]
    fn finds_what_is_above_a_level() {
        let field = Field { width: 3, height: 2, values: vec![0.0, 2.0, 0.0, 0.0, 0.0, 6.0] };
        assert_eq!(field.above(1.0), Some(Area { left: 1, top: 0, right: 3, bottom: 2 }));
        assert_eq!(field.above(6.0), None);
    }
}
