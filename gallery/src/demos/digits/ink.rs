//! What is ink in a picture, and what is paper: of a drawing, of white chalk on a blackboard, and of a photo of
//! paper, whose light is uneven and which has a grain.

use super::raster::Field;

/// Larger pictures are made smaller first.
const MOST: usize = 384;
/// What differs from its paper by fewer steps of 256 is no ink.
const FAINTEST: f32 = 40.0;
/// Nor is what differs by less than so many times the grain.
const GRAIN: f32 = 4.0;
/// Less ink than this belongs to no stroke, 0 to 1.
pub(crate) const TRACE: f32 = 0.1;
/// What is smaller than this share of the largest stroke is a speck.
const SPECK: f32 = 1.0 / 20.0;

/// How much of each pixel is ink, 0 to 1; `None` where nothing is drawn.
pub(crate) fn ink(width: usize, height: usize, gray: &[u8]) -> Option<Field> {
    if width.checked_mul(height)? != gray.len() || gray.is_empty() {
        return None;
    }
    let values = gray.iter().map(|&pixel| f32::from(pixel)).collect();
    let mut field = Field { width, height, values }.within(MOST);
    if is_light(&field) {
        field.values.iter_mut().for_each(|value| *value = 255.0 - *value);
    }
    let paper = paper(&field);
    for (value, paper) in std::iter::zip(&mut field.values, paper) {
        *value = (*value - paper).max(0.0);
    }

    let sorted = sorted(field.values.iter().copied());
    // Of paper there is more than of ink. Its grain lies on both sides of its level, and only half of it is left.
    let grain = sorted[sorted.len() / 2];
    let strongest = sorted[sorted.len() - 1 - sorted.len() / 5000];
    if strongest < FAINTEST.max(1.5 * GRAIN * grain) {
        return None;
    }
    // What was drawn on a screen has no grain; its soft edges count.
    let floor = if grain < 1.0 { 0.0 } else { f32::max(GRAIN * grain, strongest / 4.0) };
    let full: Vec<f32> = sorted.into_iter().filter(|&value| value > strongest / 2.0).collect();
    let full = full.iter().sum::<f32>() / full.len() as f32;
    for value in &mut field.values {
        *value = ((*value - floor) / (full - floor).max(1.0)).clamp(0.0, 1.0);
    }
    without_specks(&mut field);
    Some(field)
}

/// Whether the border is nearer to the lightest than to the darkest: then ink is dark on light.
fn is_light(field: &Field) -> bool {
    let Field { width, height, values } = field;
    let on_border = |place: usize| {
        let (x, y) = (place % width, place / width);
        x == 0 || y == 0 || x == width - 1 || y == height - 1
    };
    let border = sorted((0..values.len()).filter(|&place| on_border(place)).map(|place| values[place]));
    let all = sorted(values.iter().copied());
    let (darkest, lightest) = (all[all.len() / 5000], all[all.len() - 1 - all.len() / 5000]);
    border[border.len() / 2] > f32::midpoint(darkest, lightest)
}

/// The level of the paper under each pixel, were there no ink: what is left once everything narrower than a third
/// of the picture has been taken away (a morphological opening; Serra 1982).
fn paper(field: &Field) -> Vec<f32> {
    const CELLS: usize = 32;
    let coarse = field.clone().within(CELLS);
    let reach = coarse.width.max(coarse.height) / 6;
    let opened = spread(&spread(&coarse, reach, f32::min), reach, f32::max);
    let (across, down) = (steps(field.width, coarse.width), steps(field.height, coarse.height));
    let level = |y: &Step, x: &Step| {
        let row = |row: usize| {
            let row = &opened.values[row * coarse.width..][..coarse.width];
            row[x.before] + x.share * (row[x.after] - row[x.before])
        };
        row(y.before) + y.share * (row(y.after) - row(y.before))
    };
    down.iter().flat_map(|y| across.iter().map(move |x| level(y, x))).collect()
}

/// The least or the largest of what is around each pixel, within a square.
fn spread(field: &Field, reach: usize, pick: fn(f32, f32) -> f32) -> Field {
    let Field { width, height, values } = field;
    let around = |at: usize, side: usize| at.saturating_sub(reach)..(at + reach + 1).min(side);
    let best = |x: usize, y: usize| {
        let rows = around(y, *height).flat_map(|y| &values[y * width..][around(x, *width)]);
        rows.copied().reduce(pick).unwrap_or(values[y * width + x])
    };
    let values = (0..values.len()).map(|place| best(place % width, place / width)).collect();
    Field { width: *width, height: *height, values }
}

/// Between which cells of a coarser grid a pixel lies, and how far on the way to the second.
struct Step {
    before: usize,
    after: usize,
    share: f32,
}

fn steps(pixels: usize, cells: usize) -> Vec<Step> {
    let step = |pixel: usize| {
        let at = ((pixel as f32 + 0.5) * cells as f32 / pixels as f32 - 0.5).max(0.0);
        let before = (at as usize).min(cells - 1);
        Step { before, after: (before + 1).min(cells - 1), share: at.fract() }
    };
    (0..pixels).map(step).collect()
}

/// Takes away dust, and the dot of a finger that touched the pad by mistake.
fn without_specks(field: &mut Field) {
    let strokes = strokes(field);
    let mass = |stroke: &Vec<usize>| stroke.iter().map(|&place| field.values[place]).sum::<f32>();
    let masses: Vec<f32> = strokes.iter().map(mass).collect();
    let largest = masses.iter().copied().fold(0.0, f32::max);
    for (stroke, mass) in std::iter::zip(&strokes, masses) {
        if mass < SPECK * largest {
            stroke.iter().for_each(|&place| field.values[place] = 0.0);
        }
    }
}

/// The pixels of each stroke, or of strokes that touch.
fn strokes(field: &Field) -> Vec<Vec<usize>> {
    let Field { width, height, values } = field;
    let mut left: Vec<bool> = values.iter().map(|&value| value > TRACE).collect();
    let mut strokes = vec![];
    for start in 0..left.len() {
        if !std::mem::take(&mut left[start]) {
            continue;
        }
        let mut stroke = vec![start];
        let mut seen = 0;
        while let Some(&place) = stroke.get(seen) {
            let (x, y) = (place % width, place / width);
            for y in y.saturating_sub(1)..(y + 2).min(*height) {
                for x in x.saturating_sub(1)..(x + 2).min(*width) {
                    if std::mem::take(&mut left[y * width + x]) {
                        stroke.push(y * width + x);
                    }
                }
            }
            seen += 1;
        }
        strokes.push(stroke);
    }
    strokes
}

fn sorted(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values
}
