package io.github.nettyaudit.daemon.delivery;

/** What a delivery is doing. */
public enum DeliveryState {
    /** It delivers, or waits for events. */
    RUNNING,
    /** The sink did not take a batch; it is sent again after a pause. */
    RETRYING,
    /** It was told to end, and delivers what is left. */
    CLOSING,
    /** It has ended: it was closed, or the sink will never take anything again. */
    ENDED
}
