//! Linear regression by least squares, as a baseline.

/// A straight line through a table, by least squares: `value = intercept + sum(slope * input)`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Linear<const N: usize> {
    slopes: [f64; N],
    intercept: f64,
}

/// Inputs and their value.
type Row<const N: usize> = ([f64; N], f64);

impl<const N: usize> Linear<N> {
    /// The line with the smallest sum of squared errors over rows of inputs and their value.
    pub(super) fn fit(rows: &[Row<N>]) -> Self {
        // Around the means the intercept falls away, and the sums stay small enough to be exact.
        let mean = |of: &dyn Fn(&Row<N>) -> f64| rows.iter().map(of).sum::<f64>() / rows.len().max(1) as f64;
        let means: [f64; N] = std::array::from_fn(|input| mean(&|row| row.0[input]));
        let level = mean(&|row| row.1);
        let mut normal = [[0.0; N]; N];
        let mut right = [0.0; N];
        for (inputs, value) in rows {
            for i in 0..N {
                for j in 0..N {
                    normal[i][j] += (inputs[i] - means[i]) * (inputs[j] - means[j]);
                }
                right[i] += (inputs[i] - means[i]) * (value - level);
            }
        }
        let slopes = solve(normal, right);
        let intercept = level - std::iter::zip(slopes, means).map(|(slope, mean)| slope * mean).sum::<f64>();
        Self { slopes, intercept }
    }

    pub(super) fn predict(&self, inputs: [f64; N]) -> f64 {
        self.intercept + std::iter::zip(self.slopes, inputs).map(|(slope, input)| slope * input).sum::<f64>()
    }
}

/// Gaussian elimination with partial pivoting; an unknown that nothing determines is 0.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for column in 0..N {
        let pivot = (column..N).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()));
        matrix.swap(column, pivot.unwrap_or(column));
        right.swap(column, pivot.unwrap_or(column));
        for row in column + 1..N {
            let factor = if matrix[column][column] == 0.0 {
                0.0
            } else {
                matrix[row][column] / matrix[column][column]
            };
            let above = matrix[column];
            std::iter::zip(&mut matrix[row], above).for_each(|(cell, above)| *cell -= factor * above);
            right[row] -= factor * right[column];
        }
    }
    let mut unknowns = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|place| matrix[row][place] * unknowns[place]).sum();
        unknowns[row] = if matrix[row][row] == 0.0 { 0.0 } else { (right[row] - known) / matrix[row][row] };
    }
    unknowns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_line_that_the_rows_lie_on() {
        let line = |[a, b]: [f64; 2]| 3.0 * a - 0.5 * b + 7.0;
        let rows: Vec<_> =
            [[1.0, 2.0], [4.0, -3.0], [0.0, 9.0], [5.0, 5.0]].map(|row| (row, line(row))).to_vec();
        let fitted = Linear::fit(&rows);
        for inputs in [[0.0, 0.0], [10.0, -10.0]] {
            assert!((fitted.predict(inputs) - line(inputs)).abs() < 1e-9);
        }
    }

    #[test]
    fn what_nothing_determines_has_no_slope() {
        let rows: Vec<_> = [1.0, 2.0].map(|a| ([a, 5.0], 2.0 * a)).to_vec();
        assert!((Linear::fit(&rows).predict([3.0, 99.0]) - 6.0).abs() < 1e-9);
        assert_eq!(Linear::<2>::fit(&[]).predict([1.0, 1.0]), 0.0);
    }
}
