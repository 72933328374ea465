//! Images as other hands might have written them: moved, turned, slanted, stretched, with a thicker or a
//! thinner pen. 8,000 images are few; so a network never sees the same one twice.

use super::images::{Image, SIDE};
use rand::Rng;

/// How far an image may change.
const SHIFT: f32 = 2.0;
const ROTATION: f32 = 12.0 * std::f32::consts::PI / 180.0;
const SHEAR: f32 = 0.2;
const STRETCH: f32 = 0.12;

/// An image, changed a little and at random, 0 to 1.
pub(crate) fn augmented(image: &Image, rng: &mut impl Rng) -> [f32; SIDE * SIDE] {
    let moved = moved(image, &Motion::drawn(rng));
    match rng.random_range(0..4) {
        0 => redrawn(&moved, f32::max, rng.random_range(0.0..1.0)),
        1 => redrawn(&moved, f32::min, rng.random_range(0.0..0.7)),
        _ => moved,
    }
}

/// Where a pixel of the new image comes from: `turn * (place - centre) + centre + shift`.
struct Motion {
    turn: [[f32; 2]; 2],
    shift: [f32; 2],
}

impl Motion {
    fn drawn(rng: &mut impl Rng) -> Self {
        let mut within = |most: f32| rng.random_range(-most..=most);
        let (sin, cos) = within(ROTATION).sin_cos();
        let (shear, wide, high) = (within(SHEAR), 1.0 + within(STRETCH), 1.0 + within(STRETCH));
        Self {
            turn: [[wide * cos, wide * (shear * cos - sin)], [high * sin, high * (shear * sin + cos)]],
            shift: [within(SHIFT), within(SHIFT)],
        }
    }
}

/// Between four pixels in proportion to how near they are; beyond the edge all is black.
fn moved(image: &Image, motion: &Motion) -> [f32; SIDE * SIDE] {
    const CENTRE: f32 = (SIDE - 1) as f32 / 2.0;
    let Motion { turn: [across, down], shift } = motion;
    let pixel = |x: i32, y: i32| {
        let inside = (0..SIDE as i32).contains(&x) && (0..SIDE as i32).contains(&y);
        if inside { f32::from(image[y as usize * SIDE + x as usize]) } else { 0.0 }
    };
    std::array::from_fn(|place| {
        let (x, y) = ((place % SIDE) as f32 - CENTRE, (place / SIDE) as f32 - CENTRE);
        let from_x = across[0] * x + across[1] * y + CENTRE + shift[0];
        let from_y = down[0] * x + down[1] * y + CENTRE + shift[1];
        let (left, top) = (from_x.floor(), from_y.floor());
        let (right_share, low_share) = (from_x - left, from_y - top);
        let (left, top) = (left as i32, top as i32);
        let row = |y| (1.0 - right_share) * pixel(left, y) + right_share * pixel(left + 1, y);
        ((1.0 - low_share) * row(top) + low_share * row(top + 1)) / 255.0
    })
}

/// With another pen: each pixel on the way (0 to 1) to the largest or the smallest of itself and its four
/// neighbours.
fn redrawn(image: &[f32; SIDE * SIDE], pick: fn(f32, f32) -> f32, way: f32) -> [f32; SIDE * SIDE] {
    std::array::from_fn(|place| {
        let (x, y) = (place % SIDE, place / SIDE);
        let mut picked = image[place];
        if x > 0 && x < SIDE - 1 && y > 0 && y < SIDE - 1 {
            for neighbour in [place - 1, place + 1, place - SIDE, place + SIDE] {
                picked = pick(picked, image[neighbour]);
            }
        }
        image[place] + way * (picked - image[place])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    /// A square of 8 by 8 in the middle.
    fn square() -> Image {
        let inside = |place: usize| (10..18).contains(&place);
        std::array::from_fn(|place| if inside(place % SIDE) && inside(place / SIDE) { 255 } else { 0 })
    }

    fn ink(image: &[f32]) -> f32 {
        image.iter().sum()
    }

    #[test]
    fn no_motion_changes_nothing() {
        let still = Motion { turn: [[1.0, 0.0], [0.0, 1.0]], shift: [0.0; 2] };
        assert_eq!(moved(&square(), &still), square().map(|pixel| f32::from(pixel) / 255.0));
    }

    #[test]
    fn a_shift_moves_the_ink_and_keeps_it() {
        let motion = Motion { turn: [[1.0, 0.0], [0.0, 1.0]], shift: [1.5, -2.0] };
        let moved = moved(&square(), &motion);
        let middle = |axis: fn(usize) -> usize| {
            let sum: f32 = moved.iter().enumerate().map(|(place, ink)| axis(place) as f32 * ink).sum();
            sum / ink(&moved)
        };
        assert!((ink(&moved) - 64.0).abs() < 1e-3);
        let (x, y) = (middle(|place| place % SIDE), middle(|place| place / SIDE));
        assert!((x - 12.0).abs() < 1e-3 && (y - 15.5).abs() < 1e-3, "{x} {y}");
    }

    #[test]
    fn a_pen_is_thicker_or_thinner() {
        let plain = square().map(|pixel| f32::from(pixel) / 255.0);
        // 8 pixels more along each of four sides; on the inside 28 go.
        assert_eq!(ink(&redrawn(&plain, f32::max, 1.0)), 96.0);
        assert_eq!(ink(&redrawn(&plain, f32::min, 1.0)), 36.0);
        assert_eq!(ink(&redrawn(&plain, f32::max, 0.5)), 80.0);
    }

    #[test]
    fn a_seed_gives_the_same_image_and_stays_within_its_bounds() {
        let mut rngs = [3, 3, 4].map(ChaCha8Rng::seed_from_u64);
        let [first, again, other] = rngs.each_mut().map(|rng| augmented(&square(), rng));
        assert_eq!(first, again);
        assert_ne!(first, other);
        for _ in 0..200 {
            let image = augmented(&square(), &mut rngs[0]);
            assert!(image.iter().all(|pixel| (0.0..=1.0).contains(pixel)));
            assert!((25.0..140.0).contains(&ink(&image)), "{}", ink(&image));
        }
    }
}
