/** How a Kafka Streams application runs, and how it heals local state that is damaged. */
package io.lethe.kit.streams;
