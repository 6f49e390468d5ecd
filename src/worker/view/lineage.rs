//! What is loaded, as the walks of lineage ask it.

use crate::lineage::{Ask, Facts, Told, Trail, Want};
use crate::query::FacetWanted;
use crate::worker::protocol::Sort;
use crate::worker::session::Session;
use futures_util::future::join_all;

impl Trail for Session {
    async fn ask(&self, round: Vec<Ask>) -> Vec<Told> {
        join_all(round.into_iter().map(|ask| self.tell(ask))).await
    }
}

impl Session {
    async fn tell(&self, Ask { filter, want }: Ask) -> Told {
        let mut told = Told::default();
        let Ok(scope) = self.scope(&filter).await else {
            return told;
        };
        match want {
            Want::Rows(most) => {
                let oldest_first = Sort {
                    descending: false,
                    ..Sort::default()
                };
                let Ok(view) = self.query(&filter, &oldest_first).await else {
                    return told;
                };
                told.total = view.total();
                if told.total > 0 {
                    let fields = Facts::FIELDS.map(str::to_owned);
                    let rows = self.rows(&view, 0..told.total.min(most.into()), &fields).await;
                    told.rows = rows
                        .into_iter()
                        .map(|row| Facts::new(row.id, row.cells))
                        .collect();
                }
            }
            Want::Count => told.total = self.count(&[vec![scope]]).await.into_iter().sum(),
            Want::Values(field, most) => {
                told.values = self.facet(&scope, field, &FacetWanted::top(most)).await.values;
            }
            Want::Span => told.span = self.span(&scope).await,
        }
        told
    }
}
