//! Tokio's side of the micro figures: `micro-tokio FIGURE COUNT` prints the nanoseconds of one operation.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout, Sleep};

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Runs it as a task: the future that block_on itself polls is woken in a slower way.
fn as_task(figure: impl Future<Output = f64> + Send + 'static) -> f64 {
    current_thread().block_on(async { tokio::spawn(figure).await.expect("a figure") })
}

fn per_operation(elapsed: Duration, count: u64) -> f64 {
    elapsed.as_nanos() as f64 / count as f64
}

/// A task that does nothing, spawned and awaited.
async fn spawn_join(count: u64) -> f64 {
    let begin = Instant::now();
    for _ in 0..count {
        tokio::spawn(async {}).await.expect("a task that can't fail");
    }
    per_operation(begin.elapsed(), count)
}

/// As many tasks as that yield to each other in turn.
async fn yield_now(tasks: u64, count: u64) -> f64 {
    let turns = count.div_euclid(tasks).max(1);
    let begin = Instant::now();
    let yielding: Vec<_> = (0..tasks)
        .map(|_| {
            tokio::spawn(async move {
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for task in yielding {
        task.await.expect("a task that can't fail");
    }
    per_operation(begin.elapsed(), turns * tasks)
}

/// Polls a sleep once: only then is its timer in the wheel.
struct Start<'a>(Pin<&'a mut Sleep>);

impl Future for Start<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let _ = self.0.as_mut().poll(context);
        Poll::Ready(())
    }
}

/// When live timer number i is due: they are spread over an hour that begins an hour from now.
fn far_away(i: u64) -> Duration {
    Duration::from_millis(3_600_000 + i * 36)
}

async fn live_timers() -> Vec<Pin<Box<Sleep>>> {
    let mut live = Vec::new();
    for i in 0..100_000u64 {
        let mut timer = Box::pin(sleep(far_away(i)));
        Start(timer.as_mut()).await;
        live.push(timer);
    }
    live
}

/// Timers come and go while 100,000 others wait; each would be due somewhere among these.
async fn timer(count: u64) -> f64 {
    let live = live_timers().await;
    let begin = Instant::now();
    for i in 0..count {
        // On the stack, as a timeout around an operation has it.
        let timer = sleep(far_away(i * 7919 % 100_000));
        tokio::pin!(timer);
        Start(timer).await;
    }
    let elapsed = begin.elapsed();
    drop(live);
    per_operation(elapsed, count)
}

/// A time-out around an operation that ends in time.
async fn time_out(count: u64) -> f64 {
    let live = live_timers().await;
    let begin = Instant::now();
    for i in 0..count {
        timeout(far_away(i * 7919 % 100_000), tokio::task::yield_now()).await.expect("an hour has not passed");
    }
    let elapsed = begin.elapsed();
    drop(live);
    per_operation(elapsed, count)
}

/// How late a sleep of 1 ms ends, on average.
async fn sleep_lateness(count: u64) -> f64 {
    let mut late = Duration::ZERO;
    for _ in 0..count {
        let due = Instant::now() + Duration::from_millis(1);
        sleep(Duration::from_millis(1)).await;
        late += Instant::now().saturating_duration_since(due);
    }
    per_operation(late, count)
}

/// Two threads with a runtime each wake each other's task in turn: half of a round trip.
fn wake(count: u64) -> f64 {
    let (ping, pong) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (their_ping, their_pong) = (ping.clone(), pong.clone());
    let peer = std::thread::spawn(move || {
        current_thread().block_on(async {
            for _ in 0..count {
                their_ping.notified().await;
                their_pong.notify_one();
            }
        })
    });
    let elapsed = current_thread().block_on(async {
        let begin = Instant::now();
        for _ in 0..count {
            ping.notify_one();
            pong.notified().await;
        }
        begin.elapsed()
    });
    peer.join().expect("the other thread");
    per_operation(elapsed, count) / 2.0
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let count = words.get(2).and_then(|word| word.parse::<u64>().ok()).filter(|&count| count > 0);
    let (figure, count) = words.get(1).zip(count).unwrap_or_else(|| {
        eprintln!("usage: micro-tokio spawn-join|yield|yield-alone|timer|timeout|sleep-lateness|wake COUNT");
        std::process::exit(64)
    });
    let nanoseconds = match figure.as_str() {
        "spawn-join" => as_task(spawn_join(count)),
        "yield" => as_task(yield_now(100, count)),
        "yield-alone" => as_task(yield_now(1, count)),
        "timer" => as_task(timer(count)),
        "timeout" => as_task(time_out(count)),
        "sleep-lateness" => as_task(sleep_lateness(count)),
        "wake" => wake(count),
        _ => {
            eprintln!("micro-tokio: no figure \"{figure}\"");
            std::process::exit(64);
        }
    };
    println!("{nanoseconds}");
}
