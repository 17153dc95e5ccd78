/** The networks that are built here, and where a training starts from. */
package io.lethe.learning.architecture;
