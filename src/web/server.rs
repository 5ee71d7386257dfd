//! Connections to the page, and how long one may keep the program waiting.
//!
//! A connection is closed that brings no whole request in time, whether it is new or was used before, or that does not take its answer.
//! How long a body may take is up to whoever reads it ([`Arrival`]). To work an answer out may take as long as it takes.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep, timeout_at};

/// How long to wait where no connection can be taken, for others to end.
const BREATH: Duration = Duration::from_millis(100);

/// Answers all connections, and does not end.
pub(super) async fn serve(listener: TcpListener, router: &Router, patience: Duration) -> io::Result<()> {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(BREATH).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let stream = TokioIo::new(Connection { stream, patience, stalled: None });
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(patience);
            // Whoever went away, or was too slow, is told nothing more.
            let _ = http.serve_connection(stream, service).await;
        });
    }
}

/// A connection that fails when nobody takes what is written to it.
struct Connection {
    stream: TcpStream,
    patience: Duration,
    /// Ends when the other side has taken nothing for too long.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    fn in_time<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        stalled.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(written, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.in_time(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// So many bytes of a body earn it a second more.
const BYTES_A_SECOND: u32 = 256 * 1024;

/// A body that arrives: by when it must be whole. A large one has longer, a slow one has not.
pub(super) struct Arrival {
    until: Instant,
}

impl Arrival {
    pub(super) fn new(patience: Duration) -> Arrival {
        Arrival { until: Instant::now() + patience }
    }

    /// Waits for the next part; `None` if it does not come in time.
    pub(super) async fn part<T>(&self, part: impl Future<Output = T>) -> Option<T> {
        timeout_at(self.until, part).await.ok()
    }

    /// So many bytes came.
    pub(super) fn came(&mut self, bytes: usize) {
        self.until += Duration::from_secs(1) * u32::try_from(bytes).unwrap_or(BYTES_A_SECOND) / BYTES_A_SECOND;
    }
}
