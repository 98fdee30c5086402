"""Cross tables: how many cooperations have both of two options, one of each facet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.filters import Facets


def cross(facets: Facets, shown: NDArray[np.bool_], rows: str, columns: str) -> pd.DataFrame:
    """Count the cooperations shown that have each pair of options of two facets.

    A cooperation counts once in every pair it has: sums exceed the number of cooperations when
    one has several options of a facet (themes, regions, systems).

    Parameters
    ----------
    facets
        Index of the cooperations.
    shown
        Which of them count, in the order of the tables.
    rows, columns
        Names of two facets: keys of `facets.options`.

    Returns
    -------
    pandas.DataFrame
        One row per option of `rows`, one column per option of `columns`, by their codes, in the
        order of the facets; int64 counts, zeros included.
    """
    left, right = (facets.coops[name][shown].astype(np.int64) for name in (rows, columns))
    return pd.DataFrame(
        left.T @ right,
        index=pd.Index(facets.options[rows], name=rows),
        columns=pd.Index(facets.options[columns], name=columns),
    )
